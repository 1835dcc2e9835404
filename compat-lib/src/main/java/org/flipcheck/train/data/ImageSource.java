package org.flipcheck.train.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads an update's data from images. Used once. */
final class ImageSource implements DataSource {

  private final Splits<ImagePart> parts;
  private final Optional<Path> classFile;
  private final Optional<ImageSize> scaledTo;
  private final Colour colour;
  private final Optional<Path> idsWithin;
  private final FileProblems problems = new FileProblems();

  /**
   * A source.
   *
   * @param classFile names of the classes; empty for the classes of train
   * @param scaledTo the size to scale images to; empty to refuse other sizes than that of train
   * @param idsWithin the folder from which paths are the ids of images; empty to name them by their
   *     pixels
   */
  ImageSource(
      Splits<ImagePart> parts,
      Optional<Path> classFile,
      Optional<ImageSize> scaledTo,
      Colour colour,
      Optional<Path> idsWithin) {
    this.parts = parts;
    this.classFile = classFile;
    this.scaledTo = scaledTo;
    this.colour = colour;
    this.idsWithin = idsWithin;
  }

  @Override
  public List<Path> files() {
    return Stream.concat(
            parts.all().stream().flatMap(part -> part.files().stream()), classFile.stream())
        .toList();
  }

  @Override
  public UpdateData read() {
    SplitCheck.files(
        new Splits<>(parts.train().images(), parts.dev().images(), parts.test().images()),
        problems);
    Optional<ClassNames> named =
        classFile.flatMap(file -> problems.read(file, told -> ClassNames.read(file, told)));
    Optional<ImageSplit> train = read(parts.train(), Optional.empty(), named, named);
    Optional<ClassNames> classes =
        classFile.isPresent() ? named : train.map(split -> ClassNames.of(split.labels()));
    Optional<ImageSize> size = train.flatMap(ImageSplit::size);
    Optional<ImageSplit> dev = read(parts.dev(), size, named, classes);
    Optional<ImageSplit> test = read(parts.test(), size, named, classes);
    problems.stop();
    SplitCheck.classes(parts.train().images(), classes.orElseThrow(), problems);
    problems.stop();
    ImageInputs inputs = inputs(size.orElseThrow());
    return new UpdateData(
        train.orElseThrow().dataset(classes.get(), inputs),
        dev.orElseThrow().dataset(classes.get(), inputs),
        test.orElseThrow().dataset(classes.get(), inputs),
        inputs);
  }

  private ImageInputs inputs(ImageSize size) {
    return new ImageInputs(
        size.rows(),
        size.columns(),
        colour,
        scaledTo.isPresent() ? ImageInputs.Scaling.AREA : ImageInputs.Scaling.NONE);
  }

  private Optional<ImageSplit> read(
      ImagePart part,
      Optional<ImageSize> size,
      Optional<ClassNames> named,
      Optional<ClassNames> known) {
    return problems.readAny(part.images(), told -> read(part, size, named, known, told));
  }

  private ImageSplit read(
      ImagePart part,
      Optional<ImageSize> size,
      Optional<ClassNames> named,
      Optional<ClassNames> known,
      Problems told)
      throws IOException {
    ImageSplit split = new ImageSplit(scaledTo, size);
    if (part instanceof ImagePart.Idx idx) {
      new IdxReader(named, known).read(idx, split, told);
    } else if (part instanceof ImagePart.Folder folder) {
      new FolderReader(colour, known, idsWithin).read(folder, split, told);
    }
    return split;
  }
}
