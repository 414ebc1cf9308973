// Einsum of ONNX: products of tensors, summed over the letters that the output lacks.
//
// The operands are joined one after the other: letters that nothing later needs are summed as soon as they can be, so a product of two is
// a stack of matrix products.
#include <cctype>
#include <map>
#include <string>

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

// An operand, its elements in the order of its letters.
template <typename T>
struct Term {
  Letters letters;
  std::vector<T> values;
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
      Term<T> so_far{{}, {T(1)}};
      for (int i = 0; i < InputSize(); ++i) {
        Letters later = equation.output;
        for (size_t k = static_cast<size_t>(i) + 1; k < equation.inputs.size(); ++k) later.insert(later.end(), equation.inputs[k].begin(), equation.inputs[k].end());
        so_far = Join(so_far, Load<T>(i, equation.inputs[static_cast<size_t>(i)], extents), later, extents);
      }
      const Term<T> result = Arranged(so_far, equation.output, extents);
      std::copy(result.values.begin(), result.values.end(), Output(0)->mutable_data<T>());
    });
  }

 private:
  static bool Contains(const Letters& letters, int letter) { return std::find(letters.begin(), letters.end(), letter) != letters.end(); }

  // Input `i` with each of its letters once: diagonals taken, axes of extent 1 stretched.
  template <typename T>
  Term<T> Load(int i, const Letters& letters, const Extents& extents) const {
    const Dims own = RowMajorSteps(Input(i).dims());
    Term<T> term;
    Dims steps;
    for (size_t k = 0; k < letters.size(); ++k) {
      auto at = std::find(term.letters.begin(), term.letters.end(), letters[k]);
      if (at == term.letters.end()) {
        term.letters.push_back(letters[k]);
        steps.push_back(0);
        at = term.letters.end() - 1;
      }
      if (Input(i).dims()[k] != 1) steps[static_cast<size_t>(at - term.letters.begin())] += own[k];
    }
    Fill(Input(i).data<T>(), steps, extents, &term);
    return term;
  }

  template <typename T>
  static void Fill(const T* from, const Dims& steps, const Extents& extents, Term<T>* term) {
    const Dims dims = DimsOf(term->letters, extents);
    term->values.resize(static_cast<size_t>(NumElements(dims)));
    CopyStrided(dims, from, steps, term->values.data(), RowMajorSteps(dims));
  }

  template <typename T>
  static Term<T> Arranged(const Term<T>& term, const Letters& letters, const Extents& extents) {
    const Dims own = RowMajorSteps(DimsOf(term.letters, extents));
    Term<T> result{letters, {}};
    Dims steps;
    for (int letter : letters) {
      const auto at = std::find(term.letters.begin(), term.letters.end(), letter);
      steps.push_back(at == term.letters.end() ? 0 : own[static_cast<size_t>(at - term.letters.begin())]);
    }
    Fill(term.values.data(), steps, extents, &result);
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
    // Letters summed in one operand alone are summed there first, so that the product is no larger than it must be.
    const Term<T> left = Arranged(SummedAlone(a, b, summed, extents), joined(batch, rows, Shared(summed, a, b)), extents);
    const Term<T> right = Arranged(SummedAlone(b, a, summed, extents), joined(batch, Shared(summed, a, b), columns), extents);
    const auto size = [&](const Letters& letters) { return NumElements(DimsOf(letters, extents)); };
    const int64_t m = size(rows), n = size(columns), k = size(Shared(summed, a, b)), count = size(batch);
    Term<T> product{joined(batch, rows, columns), {}};
    product.values.resize(static_cast<size_t>(size(product.letters)));
    for (int64_t i = 0; i < count; ++i) {
      MatrixProduct(m, n, k, left.values.data() + i * m * k, right.values.data() + i * k * n, product.values.data() + i * m * n);
    }
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

  template <typename T>
  static Term<T> SummedAlone(const Term<T>& term, const Term<T>& other, const Letters& summed, const Extents& extents) {
    Letters kept, gone;
    for (int letter : term.letters) (Contains(summed, letter) && !Contains(other.letters, letter) ? gone : kept).push_back(letter);
    if (gone.empty()) return term;
    Letters order = kept;
    order.insert(order.end(), gone.begin(), gone.end());
    const Term<T> arranged = Arranged(term, order, extents);
    Term<T> result{kept, std::vector<T>(static_cast<size_t>(NumElements(DimsOf(kept, extents))), T(0))};
    const auto run = static_cast<size_t>(NumElements(DimsOf(gone, extents)));
    for (size_t i = 0; i < result.values.size() * run; ++i) result.values[i / run] = AddWrapped(result.values[i / run], arranged.values[i]);
    return result;
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
