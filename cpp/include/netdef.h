/* The C interface of netdef: loads a model and runs it, from any language that can call C.
 *
 * Handles are opaque. A function that can fail answers NETDEF_OK or the kind of what went wrong; netdef_last_error()
 * then holds the message for the calling thread. A model may be run from many threads at once. Nothing here changes
 * within a value of NETDEF_ABI_VERSION; new functions may join.
 */
#ifndef NETDEF_H_
#define NETDEF_H_

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
#define NETDEF_C_API
#else
#define NETDEF_C_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define NETDEF_ABI_VERSION 1

typedef enum netdef_status {
  NETDEF_OK = 0,
  NETDEF_RUNTIME = 1,            /* an operator or a call found its input unusable */
  NETDEF_UNKNOWN_OPERATOR = 2,   /* no operator of that type is known to this build */
  NETDEF_NOT_BUILT_IN = 3,       /* Caffe2 had it, this build has not */
  NETDEF_WRONG_DEVICE = 4,
  NETDEF_WRONG_ENGINE = 5,
  NETDEF_LIBRARY_NOT_LOADED = 6, /* comes from an operator library that is not loaded */
  NETDEF_INVALID_MODEL = 7,      /* bytes that are no model, or a model that contradicts itself */
  NETDEF_LIMIT = 8,              /* beyond the limits on what a file may cost */
  NETDEF_NOT_FOUND = 9,          /* a file, blob or name that does not exist */
  NETDEF_PERMISSION = 10,        /* the model wants what the caller did not allow */
  NETDEF_CANCELLED = 11
} netdef_status;

/* Caffe2's TensorProto.DataType. Strings do not pass through this interface. */
typedef enum netdef_dtype {
  NETDEF_FLOAT = 1,
  NETDEF_INT32 = 2,
  NETDEF_BOOL = 5,
  NETDEF_UINT8 = 6,
  NETDEF_INT8 = 7,
  NETDEF_UINT16 = 8,
  NETDEF_INT16 = 9,
  NETDEF_INT64 = 10,
  NETDEF_FLOAT16 = 12,
  NETDEF_DOUBLE = 13
} netdef_dtype;

/* Dense, row-major. The struct owns nothing. */
typedef struct netdef_tensor {
  const char* name;
  netdef_dtype dtype;
  int32_t ndim;
  const int64_t* dims;
  const void* data;
} netdef_tensor;

typedef struct netdef_model netdef_model;
typedef struct netdef_result netdef_result;

NETDEF_C_API const char* netdef_version(void);
NETDEF_C_API int32_t netdef_abi_version(void);
/* The message of this thread's last failure; valid until its next call. Never NULL. */
NETDEF_C_API const char* netdef_last_error(void);

/* A file, a folder or a database; of a pair of nets either file, the other by its name or as `other` (else NULL).
 * The model is freed by netdef_model_free. */
NETDEF_C_API netdef_status netdef_model_load(const char* path, const char* other, netdef_model** model);
/* The bytes of an init net and a predict net, in any order; `other` may be NULL with size 0. */
NETDEF_C_API netdef_status netdef_model_load_bytes(const void* bytes, size_t size, const void* other, size_t other_size,
                                                   netdef_model** model);
NETDEF_C_API void netdef_model_free(netdef_model* model); /* NULL is allowed */

/* Names are valid as long as the model; NULL past the end. */
NETDEF_C_API int32_t netdef_model_input_count(const netdef_model* model);
NETDEF_C_API const char* netdef_model_input_name(const netdef_model* model, int32_t index);
NETDEF_C_API int32_t netdef_model_output_count(const netdef_model* model);
NETDEF_C_API const char* netdef_model_output_name(const netdef_model* model, int32_t index);

/* One call, complete in itself: `inputs` name every input. Their memory is read where it is, and only during the call.
 * The result is freed by netdef_result_free. */
NETDEF_C_API netdef_status netdef_model_run(const netdef_model* model, const netdef_tensor* inputs, int32_t count,
                                            netdef_result** result);

/* The outputs that the model wrote, in the order of its outputs. What `tensor` points to is valid as long as the result. */
NETDEF_C_API int32_t netdef_result_count(const netdef_result* result);
NETDEF_C_API netdef_status netdef_result_get(const netdef_result* result, int32_t index, netdef_tensor* tensor);
NETDEF_C_API netdef_status netdef_result_find(const netdef_result* result, const char* name, netdef_tensor* tensor);
NETDEF_C_API void netdef_result_free(netdef_result* result); /* NULL is allowed */

/* Loads a shared library of operators. Its code runs: load only what you trust. */
NETDEF_C_API netdef_status netdef_load_operator_library(const char* path);

/* Threads that one call may use by itself. */
NETDEF_C_API void netdef_set_num_threads(int32_t threads);

#ifdef __cplusplus
}
#endif

#endif /* NETDEF_H_ */
