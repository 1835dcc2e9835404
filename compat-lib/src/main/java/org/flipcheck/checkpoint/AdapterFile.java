package org.flipcheck.checkpoint;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flipcheck.checkpoint.AdapterMix.Mixed;

/** The mixture of adapters as an adapter again: its file and its configuration. */
final class AdapterFile {

  /** A tensor of the result, and what makes it: a factor, or a plan as for models. */
  private record Slot(FileLayout.Spec spec, MixedFactor factor, TensorPlan plan) {
    static Slot of(MixedFactor factor) {
      FileLayout.Spec spec = new FileLayout.Spec(factor.name(), factor.type(), factor.shape());
      return new Slot(spec, factor, null);
    }

    static Slot of(TensorPlan plan) {
      Tensor like = plan.now();
      return new Slot(new FileLayout.Spec(plan.name(), like.type(), like.shape()), null, plan);
    }
  }

  /** What of the new adapter's terms would keep peft from modules that only others have. */
  private static final List<String> LIMITS =
      List.of("layers_to_transform", "layers_pattern", "exclude_modules");

  private static final JsonMapper MAPPER = new JsonMapper();

  private final AdapterMix mix;
  private final long rank;
  private final FileLayout<Slot> layout;

  /**
   * Lays the file out.
   *
   * @param whole the tensors that the adapters keep whole
   */
  AdapterFile(AdapterMix mix, List<TensorPlan> whole) {
    this.mix = mix;
    this.rank = mix.modules().stream().mapToLong(Mixed::rank).max().orElse(1);
    List<Slot> slots = new ArrayList<>();
    for (Mixed module : mix.modules()) {
      slots.add(Slot.of(new MixedFactor(module, rank, true)));
      slots.add(Slot.of(new MixedFactor(module, rank, false)));
    }
    whole.forEach(plan -> slots.add(Slot.of(plan)));
    layout = FileLayout.of(slots, Slot::spec);
  }

  /** How many factors it has. */
  int factors() {
    return 2 * mix.modules().size();
  }

  /** The length of the data, without the header. */
  long dataBytes() {
    return layout.dataBytes();
  }

  /** The header, with what the new adapter's has to say. */
  byte[] start(Map<String, String> provenance) throws IOException {
    Map<String, String> metadata =
        new TreeMap<>(now().checkpoint().shards().get(0).header().metadata());
    metadata.putAll(provenance);
    return layout.start(metadata);
  }

  private Adapter now() {
    return mix.fresh().get(0);
  }

  /**
   * Writes the data, on several threads.
   *
   * @param start the length of the header
   * @param models how many adapters are mixed
   */
  void write(FileChannel file, long start, int threads, int models) throws IOException {
    Workers.run(
        threads,
        layout.places().size(),
        () -> {
          UnitMixer mixer = new UnitMixer(models);
          return job -> {
            FileLayout.Place<Slot> place = layout.places().get(job);
            write(place.tensor(), file, start + place.entry().begin(), mixer);
          };
        });
  }

  private static void write(Slot slot, FileChannel file, long position, UnitMixer mixer)
      throws IOException {
    if (slot.factor() != null) {
      slot.factor().write(file, position);
      return;
    }
    for (Unit unit : Unit.of(0, new OutputFile.Place(slot.plan(), position))) {
      mixer.read(unit);
      mixer.mix(unit);
      ByteBuffer bytes = mixer.result();
      Staging.write(file, bytes, unit.position());
    }
  }

  /**
   * The configuration: that of the new adapter, with the rank of the sum and a scale of 1. Where
   * the adapters change different modules, those of the result are named one by one.
   */
  byte[] config() throws IOException {
    ObjectNode json = now().config().json();
    json.put(AdapterConfig.RANK, rank);
    json.put(AdapterConfig.ALPHA, rank);
    json.put(AdapterConfig.RANK_STABILISED, false);
    json.putObject(AdapterConfig.RANKS);
    json.putObject(AdapterConfig.ALPHAS);
    if (!mix.isOfSameModules()) {
      ArrayNode names = json.putArray(AdapterConfig.TARGETS);
      mix.modules().forEach(module -> names.add(module.module()));
      json.remove(LIMITS);
    }
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
  }
}
