package dev.unroll.plan.independence;

import static dev.unroll.plan.independence.Operators.group;

import dev.unroll.plan.independence.Operators.Group;
import dev.unroll.plan.independence.operator.Convolutions;
import dev.unroll.plan.independence.operator.Gathers;
import dev.unroll.plan.independence.operator.Pointwise;
import dev.unroll.plan.independence.operator.Products;
import dev.unroll.plan.independence.operator.Reductions;
import java.util.List;

/** The operators of {@link Operators} that compute. */
final class ComputingOperators {
  private ComputingOperators() {}

  static List<Group> groups() {
    return List.of(
        group(
            "element by element",
            "Each element of the result comes from the elements at its position.",
            Pointwise::all,
            "Abs Acos Acosh Asin Asinh Atan Atanh BitShift BitwiseAnd BitwiseNot BitwiseOr"
                + " BitwiseXor Ceil Celu Clip Cos Cosh Elu Erf Exp Floor Gelu HardSigmoid HardSwish"
                + " IsInf IsNaN LeakyRelu Log Mean Mish Neg Not Or And Xor PRelu Pow Reciprocal"
                + " Relu"
                + " Round Selu Shrink Sigmoid Sign Sin Sinh Softplus Softsign Sqrt Sum Swish"
                + " Tan Tanh"
                + " ThresholdedRelu",
            "Gelu FastGelu BiasGelu QuickGelu"),
        group(
            "arithmetic",
            "The same. The numbers of shapes are followed.",
            Pointwise::arithmetic,
            "Add Sub Mul Div Mod Max Min",
            ""),
        group(
            "comparisons",
            "The same. Between shapes the outcome is followed where it is known.",
            Pointwise::comparison,
            "Equal Less LessOrEqual Greater GreaterOrEqual",
            ""),
        group("a choice", "Element by element, by a condition.", Pointwise::where, "Where", ""),
        group("another type", "Element by element.", Pointwise::cast, "Cast", ""),
        group("nothing", "The tensor as it is.", Pointwise::same, "Identity", ""),
        group(
            "nothing but in training",
            "The tensor as it is. Random in training mode, which is not granted.",
            Pointwise::dropout,
            "Dropout",
            ""),
        group(
            "products",
            "Adds up over the inner axes; the outer ones stay independent.",
            Products::matMul,
            "MatMul MatMulInteger",
            "FusedMatMul MatMulIntegerToFloat"),
        group("products of matrices", "The same.", Products::gemm, "Gemm", "FusedGemm"),
        group(
            "products by an equation",
            "Adds up over the letters that the result does not have.",
            Products::einsum,
            "Einsum",
            ""),
        group(
            "attention",
            "Each step uses all steps of its row. Not granted with a mask or past steps.",
            Products::attention,
            "",
            "Attention"),
        group(
            "words and their places",
            "Adds a vector for each step's position. Rows are independent.",
            Gathers::embedding,
            "",
            "EmbedLayerNormalization"),
        group(
            "reductions",
            "Works over the axes that they name, or over all.",
            Reductions::reduce,
            "ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin"
                + " ReduceProd"
                + " ReduceSum ReduceSumSquare",
            ""),
        group("the best place", "Over one axis.", Reductions::place, "ArgMax ArgMin", ""),
        group(
            "the largest",
            "Works over one axis. All rows sorted are the rows in another order.",
            Reductions::top,
            "TopK",
            ""),
        group(
            "softmax",
            "Works over one axis; before opset 13 over all axes from one on.",
            Reductions::softmax,
            "Softmax LogSoftmax Hardmax",
            ""),
        group("running sums", "Over one axis.", Reductions::cumulative, "CumSum", ""),
        group(
            "normalisation over one axis",
            "Over that axis.",
            Reductions::lpNormalization,
            "LpNormalization",
            ""),
        group(
            "normalisation over the last axes",
            "Over these.",
            Reductions::layerNormalization,
            "LayerNormalization RMSNormalization SimplifiedLayerNormalization",
            ""),
        group(
            "a sum normalised over the last axis",
            "Over that axis.",
            Reductions::skipNormalization,
            "",
            "SkipLayerNormalization SkipSimplifiedLayerNormalization"),
        group(
            "normalisation by trained numbers",
            "Element by element. In training mode it uses the rows of the run, which is not"
                + " granted.",
            Reductions::batchNormalization,
            "BatchNormalization",
            ""),
        group(
            "normalisation over places",
            "Works over all axes but rows and channels; in groups over the channels too.",
            Reductions::instanceNormalization,
            "InstanceNormalization GroupNormalization",
            ""),
        group(
            "normalisation over given axes",
            "Over these.",
            Reductions::meanVariance,
            "MeanVarianceNormalization",
            ""),
        group(
            "convolutions",
            "Over channels, and over the places of each window: more than one step, unless the"
                + " window"
                + " is one place.",
            Convolutions::convolution,
            "Conv ConvInteger",
            ""),
        group(
            "convolutions and a sum",
            "As convolutions, and element by element.",
            Convolutions::fused,
            "",
            "FusedConv"),
        group(
            "transposed convolutions",
            "Over channels and places.",
            Convolutions::transposed,
            "ConvTranspose",
            ""),
        group(
            "pooling",
            "Over the places of each window.",
            Convolutions::pool,
            "MaxPool AveragePool LpPool",
            ""),
        group(
            "pooling of all places",
            "Over all places.",
            Convolutions::globalPool,
            "GlobalMaxPool GlobalAveragePool GlobalLpPool",
            ""),
        group(
            "resizing",
            "Over the axes whose size it changes.",
            Convolutions::resize,
            "Resize",
            ""));
  }
}
