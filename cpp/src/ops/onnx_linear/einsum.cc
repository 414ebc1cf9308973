// Einsum of ONNX: products of tensors, summed over the letters that the output lacks.
//
// The operands are joined one after the other: letters that nothing later needs are summed as soon as they can be, so a product of two is
// a stack of matrix products.
#include <cctype>
#include <map>
#include <memory>
#include <string>

#include "base/grain.h"
#include "netdef/strided.h"
#include "ops/onnx_linear/_shared.h"

namespace netdef {
namespace {

using Letters = std::vector<int>;  // characters, or negative numbers for the axes of an ellipsis

struct Equation {
  std::vector<Letters> inputs;
  Letters output;
};

// The terms of an equation for operands of these ranks. An ellipsis of n axes stands for the letters -n .. -1.
Equation ParseEquation(std::string text, const std::vector<size_t>& ranks) {
  text.erase(std::remove(text.begin(), text.end(), ' '), text.end());
  const size_t arrow = text.find("->");
  std::vector<std::string> terms(1);
  for (char c : text.substr(0, arrow)) {
    if (c == ',') {
      terms.emplace_back();
    } else {
      terms.back() += c;
    }
  }
  NETDEF_ENFORCE_EQ(terms.size(), ranks.size(), "the equation has another number of operands than there are inputs");
  int ellipsis = 0;
  const auto parse = [&](const std::string& term, int axes) {
    Letters letters;
    bool seen = false;
    for (size_t i = 0; i < term.size(); ++i) {
      if (term[i] == '.') {
        NETDEF_ENFORCE(!seen && term.compare(i, 3, "...") == 0, "a term may have one ellipsis of three dots, got '", term, "'");
        seen = true;
        i += 2;
        for (int k = axes; k > 0; --k) letters.push_back(-k);
      } else {
        NETDEF_ENFORCE(std::isalpha(static_cast<unsigned char>(term[i])), "a term consists of letters, got '", term, "'");
        letters.push_back(term[i]);
      }
    }
    return letters;
  };
  Equation equation;
  for (size_t i = 0; i < terms.size(); ++i) {
    const auto named = static_cast<size_t>(std::count_if(terms[i].begin(), terms[i].end(), [](char c) { return c != '.'; }));
    const bool has_ellipsis = named != terms[i].size();
    NETDEF_ENFORCE(has_ellipsis ? named <= ranks[i] : named == ranks[i], "term '", terms[i], "' does not fit an input with ", ranks[i], " dimensions");
    const auto axes = static_cast<int>(ranks[i] - named);
    ellipsis = std::max(ellipsis, axes);
    equation.inputs.push_back(parse(terms[i], axes));
  }
  if (arrow != std::string::npos) {
    equation.output = parse(text.substr(arrow + 2), ellipsis);
  } else {  // the axes of the ellipsis, then letters that occur once
    std::map<int, int> counts;
    for (const Letters& letters : equation.inputs) {
      for (int letter : letters) ++counts[letter];
    }
    for (const auto& [letter, count] : counts) {
      if (letter < 0 || count == 1) equation.output.push_back(letter);
    }
  }
  return equation;
}

using Extents = std::map<int, int64_t>;

Extents ExtentsOf(const Equation& equation, const std::vector<Dims>& dims) {
  Extents extents;
  for (size_t i = 0; i < dims.size(); ++i) {
    for (size_t k = 0; k < dims[i].size(); ++k) {
      int64_t& extent = extents.emplace(equation.inputs[i][k], 1).first->second;
      NETDEF_ENFORCE(extent == 1 || dims[i][k] == 1 || extent == dims[i][k], "an index of the equation has the extents ", extent, " and ", dims[i][k]);
      if (extent == 1) extent = dims[i][k];
    }
  }
  Letters seen;
  for (int letter : equation.output) {
    NETDEF_ENFORCE(extents.count(letter) != 0 && std::find(seen.begin(), seen.end(), letter) == seen.end(), "an index of the output is unknown or named twice");
    seen.push_back(letter);
  }
  return extents;
}

Dims DimsOf(const Letters& letters, const Extents& extents) {
  Dims dims;
  for (int letter : letters) dims.push_back(extents.at(letter));
  return dims;
}

struct EinsumArgs {
  std::string equation;

  template <typename V>
  void Fields(V& v) {
    v.Required("equation", equation, "Terms of letters, one for each input, and that of the output after ->.");
  }

  Equation For(const std::vector<Dims>& dims) const {
    std::vector<size_t> ranks;
    for (const Dims& d : dims) ranks.push_back(d.size());
    return ParseEquation(equation, ranks);
  }
};

std::vector<TensorSpec> EinsumShape(const EinsumArgs& args, const ShapeInputs& in) {
  std::vector<Dims> dims;
  for (size_t i = 0; i < in.size(); ++i) dims.push_back(in[i].dims);
  const Equation equation = args.For(dims);
  return OneSpec(DimsOf(equation.output, ExtentsOf(equation, dims)), in[0].dtype);
}

// An operand: an axis for each of its letters, over elements of its own or of another.
template <typename T>
struct Term {
  Letters letters;
  Dims steps;
  const T* data = nullptr;
  std::shared_ptr<std::vector<T>> own;
};

class EinsumOp final : public WidenedOperator<EinsumArgs> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    std::vector<Dims> dims;
    for (int i = 0; i < InputSize(); ++i) {
      NETDEF_ENFORCE(Input(i).dtype() == Input(0).dtype(), "[Einsum] the inputs must be of one type");
      dims.push_back(Input(i).dims());
    }
    const Equation equation = args_.For(dims);
    const Extents extents = ExtentsOf(equation, dims);
    DispatchTypes<float, double, int32_t, int64_t, uint32_t, uint64_t>(Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      Term<T> so_far = SummedTo(Load<T>(0, equation.inputs[0]), LaterThan(0, equation), extents);
      for (int i = 1; i < InputSize(); ++i) {
        so_far = Join(so_far, Load<T>(i, equation.inputs[static_cast<size_t>(i)]), LaterThan(i, equation), extents);
      }
      CopyTo(so_far, equation.output, extents, Output(0)->mutable_data<T>());
    });
  }

 private:
  static bool Contains(const Letters& letters, int letter) { return std::find(letters.begin(), letters.end(), letter) != letters.end(); }

  // The letters that matter once the inputs up to `i` are joined.
  static Letters LaterThan(int i, const Equation& equation) {
    Letters later = equation.output;
    for (size_t k = static_cast<size_t>(i) + 1; k < equation.inputs.size(); ++k) later.insert(later.end(), equation.inputs[k].begin(), equation.inputs[k].end());
    return later;
  }

  // Input `i` with each of its letters once: diagonals taken, axes of extent 1 stretched.
  template <typename T>
  Term<T> Load(int i, const Letters& letters) const {
    const Dims own = RowMajorSteps(Input(i).dims());
    Term<T> term;
    term.data = Input(i).data<T>();
    for (size_t k = 0; k < letters.size(); ++k) {
      auto at = std::find(term.letters.begin(), term.letters.end(), letters[k]);
      if (at == term.letters.end()) {
        term.letters.push_back(letters[k]);
        term.steps.push_back(0);
        at = term.letters.end() - 1;
      }
      if (Input(i).dims()[k] != 1) term.steps[static_cast<size_t>(at - term.letters.begin())] += own[k];
    }
    return term;
  }

  // Steps of the term along each of `letters`; 0 where it does not have the letter.
  template <typename T>
  static Dims StepsAlong(const Term<T>& term, const Letters& letters) {
    Dims steps;
    for (int letter : letters) {
      const auto at = std::find(term.letters.begin(), term.letters.end(), letter);
      steps.push_back(at == term.letters.end() ? 0 : term.steps[static_cast<size_t>(at - term.letters.begin())]);
    }
    return steps;
  }

  template <typename T>
  static void CopyTo(const Term<T>& term, const Letters& letters, const Extents& extents, T* to) {
    const Dims dims = DimsOf(letters, extents);
    CopyStrided(dims, term.data, StepsAlong(term, letters), to, RowMajorSteps(dims));
  }

  template <typename T>
  static Term<T> Empty(const Letters& letters, const Extents& extents) {
    const Dims dims = DimsOf(letters, extents);
    Term<T> term{letters, RowMajorSteps(dims), nullptr, std::make_shared<std::vector<T>>(static_cast<size_t>(NumElements(dims)))};
    term.data = term.own->data();
    return term;
  }

  // The elements in the order of `letters`; a copy only where they lie otherwise.
  template <typename T>
  static Term<T> Arranged(const Term<T>& term, const Letters& letters, const Extents& extents) {
    const Dims dims = DimsOf(letters, extents), wanted = RowMajorSteps(dims), steps = StepsAlong(term, letters);
    bool lies_so = true;
    for (size_t i = 0; i < dims.size(); ++i) lies_so = lies_so && (dims[i] == 1 || steps[i] == wanted[i]);
    if (lies_so) return {letters, wanted, term.data, term.own};
    Term<T> result = Empty<T>(letters, extents);
    CopyTo(term, letters, extents, result.own->data());
    return result;
  }

  // The product of both, summed over letters that are not needed later.
  template <typename T>
  static Term<T> Join(const Term<T>& a, const Term<T>& b, const Letters& later, const Extents& extents) {
    Letters batch, rows, columns, summed;
    const auto sort = [&](const Letters& letters, const Letters& others, Letters* alone) {
      for (int letter : letters) {
        const bool shared = Contains(others, letter), needed = Contains(later, letter);
        Letters* kind = !needed ? &summed : shared ? &batch : alone;
        if (!Contains(*kind, letter)) kind->push_back(letter);
      }
    };
    sort(a.letters, b.letters, &rows);
    sort(b.letters, a.letters, &columns);
    const auto joined = [](const Letters& x, const Letters& y, const Letters& z) {
      Letters all = x;
      all.insert(all.end(), y.begin(), y.end());
      all.insert(all.end(), z.begin(), z.end());
      return all;
    };
    const Letters shared = Shared(summed, a, b);
    // Letters summed in one operand alone are summed there first, so that the product is no larger than it must be.
    Letters of_a = later, of_b = later;
    of_a.insert(of_a.end(), b.letters.begin(), b.letters.end());
    of_b.insert(of_b.end(), a.letters.begin(), a.letters.end());
    const Term<T> left = Arranged(SummedTo(a, of_a, extents), joined(batch, rows, shared), extents);
    const Term<T> right = Arranged(SummedTo(b, of_b, extents), joined(batch, shared, columns), extents);
    const auto size = [&](const Letters& letters) { return NumElements(DimsOf(letters, extents)); };
    const int64_t m = size(rows), n = size(columns), k = size(shared), count = size(batch);
    Term<T> product = Empty<T>(joined(batch, rows, columns), extents);
    ParallelFor(0, count, GrainFor(65536, m * n * k), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) MatrixProduct(m, n, k, left.data + i * m * k, right.data + i * k * n, product.own->data() + i * m * n);
    });
    return product;
  }

  template <typename T>
  static Letters Shared(const Letters& letters, const Term<T>& a, const Term<T>& b) {
    Letters shared;
    for (int letter : letters) {
      if (Contains(a.letters, letter) && Contains(b.letters, letter)) shared.push_back(letter);
    }
    return shared;
  }

  // Summed over the letters that are not among `needed`.
  template <typename T>
  static Term<T> SummedTo(const Term<T>& term, const Letters& needed, const Extents& extents) {
    Letters kept, order;
    for (int letter : term.letters) {
      if (Contains(needed, letter)) kept.push_back(letter);
    }
    if (kept.size() == term.letters.size()) return term;
    order = kept;
    for (int letter : term.letters) {
      if (!Contains(needed, letter)) order.push_back(letter);
    }
    const Term<T> arranged = Arranged(term, order, extents);
    Term<T> result = Empty<T>(kept, extents);
    const auto count = static_cast<int64_t>(result.own->size());
    const int64_t run = NumElements(DimsOf(order, extents)) / std::max<int64_t>(count, 1);
    ParallelFor(0, count, GrainFor(kPointwiseGrain, run), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) (*result.own)[static_cast<size_t>(i)] = SumOf(arranged.data + i * run, run);
    });
    return result;
  }

  // In several sums, so that one addition need not wait for the last.
  template <typename T>
  NETDEF_SIMD static T SumOf(const T* x, int64_t n) {
    constexpr int64_t kLanes = 16;
    T lanes[kLanes] = {}, sum = 0;
    int64_t i = 0;
    for (; i + kLanes <= n; i += kLanes) {
      for (int64_t k = 0; k < kLanes; ++k) lanes[k] = AddWrapped(lanes[k], x[i + k]);
    }
    for (; i < n; ++i) sum = AddWrapped(sum, x[i]);
    for (T lane : lanes) sum = AddWrapped(sum, lane);
    return sum;
  }
};

ONNX_OPERATOR_SCHEMA(Einsum)
    .NumInputs(1, OpSchema::kMany)
    .NumOutputs(1)
    .Args<EinsumArgs>()
    .Shape<EinsumArgs>(EinsumShape)
    .SetDoc("Sums of products of elements, as numpy's einsum.")
    .Input(0, "Inputs", "The operands, of one type.")
    .Output(0, "Output", "Tensor with an axis for each letter after ->.");

REGISTER_ONNX_OPERATOR(Einsum, EinsumOp);

}  // namespace
}  // namespace netdef
