package org.flipcheck.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.flipcheck.checkpoint.AdapterMix.Mixed;

/** The mixture of adapters as an adapter again: its file and its configuration. */
final class AdapterFile {

  /** A tensor of the result, and what makes it: a factor, or a plan as for models. */
  private record Slot(
      String name, DType type, List<Long> shape, MixedFactor factor, TensorPlan plan) {
    static Slot of(MixedFactor factor) {
      return new Slot(factor.name(), factor.type(), factor.shape(), factor, null);
    }

    static Slot of(TensorPlan plan) {
      return new Slot(plan.name(), plan.now().type(), plan.now().shape(), null, plan);
    }
  }

  private static final JsonMapper MAPPER = new JsonMapper();

  private final AdapterMix mix;
  private final long rank;
  private final List<Slot> slots = new ArrayList<>();
  private final List<TensorEntry> entries = new ArrayList<>();

  /**
   * Lays the file out.
   *
   * @param whole the tensors that the adapters keep whole
   */
  AdapterFile(AdapterMix mix, List<TensorPlan> whole) {
    this.mix = mix;
    this.rank = mix.modules().stream().mapToLong(Mixed::rank).max().orElse(1);
    for (Mixed module : mix.modules()) {
      slots.add(Slot.of(new MixedFactor(module, rank, true)));
      slots.add(Slot.of(new MixedFactor(module, rank, false)));
    }
    whole.forEach(plan -> slots.add(Slot.of(plan)));
    slots.sort(Comparator.comparing(Slot::type).reversed().thenComparing(Slot::name));
    long begin = 0;
    for (Slot slot : slots) {
      long end = begin + TensorEntry.byteLength(slot.type(), slot.shape());
      entries.add(new TensorEntry(slot.name(), slot.type(), slot.shape(), begin, end));
      begin = end;
    }
  }

  /** How many factors it has. */
  int factors() {
    return 2 * mix.modules().size();
  }

  /** The length of the data, without the header. */
  long dataBytes() {
    return entries.isEmpty() ? 0 : entries.get(entries.size() - 1).end();
  }

  /** The header, with what the new adapter's has to say. */
  byte[] start(Map<String, String> provenance) throws IOException {
    Map<String, String> metadata =
        new TreeMap<>(now().checkpoint().shards().get(0).header().metadata());
    metadata.putAll(provenance);
    return HeaderWriter.start(metadata, entries);
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
        slots.size(),
        () -> {
          UnitMixer mixer = new UnitMixer(models);
          return job -> write(slots.get(job), file, start + entries.get(job).begin(), mixer);
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

  /** The configuration: that of the new adapter, with the rank of the sum and a scale of 1. */
  byte[] config() throws IOException {
    ObjectNode json = now().config().json();
    json.put(AdapterConfig.RANK, rank);
    json.put(AdapterConfig.ALPHA, rank);
    json.put(AdapterConfig.RANK_STABILISED, false);
    json.putObject(AdapterConfig.RANKS);
    json.putObject(AdapterConfig.ALPHAS);
    json.set(AdapterConfig.TARGETS, targets());
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
  }

  /** The modules that the result changes: as the adapters name them, if they do so alike. */
  private JsonNode targets() {
    List<JsonNode> all = new ArrayList<>(List.of(mix.old().config().targets()));
    mix.fresh().forEach(adapter -> all.add(adapter.config().targets()));
    JsonNode first = all.get(1);
    if (all.stream().allMatch(first::equals)) {
      return first;
    }
    TreeSet<String> names = new TreeSet<>();
    boolean areLists = all.stream().allMatch(JsonNode::isArray);
    if (areLists) {
      all.forEach(list -> list.forEach(name -> names.add(name.asText())));
    } else {
      mix.modules().forEach(module -> names.add(module.module()));
    }
    ArrayNode union = MAPPER.createArrayNode();
    names.forEach(union::add);
    return union;
  }
}
