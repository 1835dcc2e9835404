package org.flipcheck.train.interpolation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SymbolBlock;
import ai.djl.util.Pair;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The parameters of a live block, each once, whatever number of layers shares it. */
final class LiveParameters {

  private static final Set<DataType> USABLE =
      EnumSet.of(
          DataType.FLOAT32,
          DataType.FLOAT64,
          DataType.FLOAT16,
          DataType.INT32,
          DataType.INT64,
          DataType.BOOLEAN);

  private LiveParameters() {}

  /** By name, in the order of the block; a tied parameter stands under each of its names. */
  static Map<String, Parameter> named(Block block) {
    Map<String, Parameter> named = new LinkedHashMap<>();
    for (Pair<String, Parameter> entry : block.getParameters()) {
      named.put(entry.getKey(), entry.getValue());
    }
    return named;
  }

  /**
   * Each parameter with its names, in the order of the block.
   *
   * @param problems takes what stands against copying them
   */
  static Map<Parameter, List<String>> distinct(Block block, List<String> problems) {
    Map<String, Parameter> named = named(block);
    check(block, named, problems);
    if (!problems.isEmpty()) {
      return Map.of();
    }
    Map<Parameter, Parameter> firsts = new HashMap<>();
    if (block instanceof SymbolBlock) {
      firsts.putAll(SharedStorage.firsts(named.values()));
    }
    Map<Parameter, List<String>> distinct = new LinkedHashMap<>();
    named.forEach(
        (name, parameter) ->
            distinct
                .computeIfAbsent(firsts.getOrDefault(parameter, parameter), p -> new ArrayList<>())
                .add(name));
    return distinct;
  }

  private static void check(Block block, Map<String, Parameter> named, List<String> problems) {
    if (named.isEmpty()) {
      problems.add(
          block instanceof SymbolBlock
              ? "the TorchScript model shows no parameters; export it without torch.jit.freeze, which turns them into constants"
              : "the block has no parameters; there is nothing to interpolate");
    }
    named.forEach(
        (name, parameter) -> {
          if (!parameter.isInitialized()) {
            problems.add("%s has no weights yet; initialise or load the model".formatted(name));
            return;
          }
          NDArray array = parameter.getArray();
          if (!USABLE.contains(array.getDataType())) {
            problems.add(
                "%s is %s; weights of float32, float64 or float16 can be interpolated, convert the model"
                    .formatted(name, array.getDataType()));
          }
        });
    if (block instanceof SymbolBlock && problems.isEmpty()) {
      problems.addAll(TorchScriptBuffers.problems(block));
    }
  }
}
