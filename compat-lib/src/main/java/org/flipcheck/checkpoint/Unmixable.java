package org.flipcheck.checkpoint;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tensors that have numbers in them and still must not be averaged, and why. */
final class Unmixable {

  /** Factors of adapters, as peft and kohya call them. */
  private static final Pattern ADAPTER =
      Pattern.compile("(.*[._])?lora_(A|B|up|down|embedding_[AB]|magnitude_vector)(\\..*)?");

  /** Codes of quantised weights, as GPTQ, AWQ and compressed-tensors call them. */
  private static final Pattern PACKED =
      Pattern.compile("(.*\\.)?(qweight|qzeros|weight_packed|weight_zero_point)");

  /** What bitsandbytes and compressed-tensors put beside a quantised weight. */
  private static final List<String> SCALES =
      List.of(".absmax", ".quant_map", "_scale", "_scale_inv");

  private Unmixable() {}

  /** Why a tensor cannot be mixed, if so. */
  static Optional<String> reason(Tensor tensor, Map<String, Tensor> model) {
    String name = tensor.name();
    String shown = Shown.text(name);
    return switch (tensor.type().kind()) {
      case QUANTISED ->
          Optional.of(
              "tensor %s is quantised (%s): its numbers mean nothing without their scales; interpolate the models before they are quantised"
                  .formatted(shown, tensor.type()));
      case COMPLEX ->
          Optional.of(
              "tensor %s is complex (%s), which is not supported; store its real and imaginary parts as F32"
                  .formatted(shown, tensor.type()));
      case WHOLE ->
          isPacked(name, model)
              ? Optional.of(
                  "tensor %s (%s) holds the codes of a quantised weight; interpolate the models before they are quantised"
                      .formatted(shown, tensor.type()))
              : Optional.empty();
      case REAL ->
          ADAPTER.matcher(name).matches()
              ? Optional.of(
                  "tensor %s is one factor of a LoRA adapter: a mean of factors is not a mean of their products; give the adapters as peft writes them, adapter_model.safetensors beside adapter_config.json, or merge them into their models first"
                      .formatted(shown))
              : Optional.empty();
    };
  }

  private static boolean isPacked(String name, Map<String, Tensor> model) {
    return PACKED.matcher(name).matches()
        || (name.endsWith("weight")
            && (SCALES.stream().anyMatch(scale -> model.containsKey(name + scale))
                || model.containsKey(name.replaceFirst("weight$", "SCB"))));
  }
}
