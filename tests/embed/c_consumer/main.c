/* The same through the C interface. */
#include <netdef.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char** argv) {
  static float pixels[5 * 64];
  const int64_t dims[] = {5, 1, 8, 8};
  netdef_tensor input = {"data", NETDEF_FLOAT, 4, dims, pixels}, softmax;
  netdef_model* model = NULL;
  netdef_result* result = NULL;
  FILE* in = argc == 3 ? fopen(argv[2], "rb") : NULL;
  if (in == NULL || fread(pixels, sizeof(pixels), 1, in) != 1) return 2;
  fclose(in);
  if (netdef_abi_version() != NETDEF_ABI_VERSION) return 3;
  if (netdef_model_load("/nowhere/model.pb", NULL, &model) != NETDEF_NOT_FOUND || netdef_last_error()[0] == 0) return 4;
  if (netdef_model_load(argv[1], NULL, &model) || netdef_model_run(model, &input, 1, &result) ||
      netdef_result_find(result, "softmax", &softmax)) {
    fprintf(stderr, "%s\n", netdef_last_error());
    return 1;
  }
  for (int i = 0; i < 5; ++i) {
    const float* row = (const float*)softmax.data + 10 * i;
    int best = 0;
    for (int j = 1; j < 10; ++j) best = row[j] > row[best] ? j : best;
    printf("%d ", best);
  }
  netdef_result_free(result);
  netdef_model_free(model);
  return 0;
}
