package org.flipcheck.train.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.flipcheck.report.YamlNode;

/**
 * The section {@code data} of a configuration: which files hold the data of an update, and how they
 * become inputs. Paths are relative to the configuration's file.
 *
 * <pre>{@code
 * data:
 *   kind: text              # text, table or images
 *   train: train.csv        # what the new model learns from, all of it
 *   dev: dev.csv            # chooses
 *   test: test.csv          # confirms
 *   classes: classes.txt    # optional: one name a line, in the order of the logits
 *
 *   # kinds text and table; files are CSV (UTF-8, gzip too), Parquet or Arrow IPC, told by content
 *   id: id                  # optional column
 *   label: label            # column of the true class; this is the default
 *   slices: [channel]       # optional columns of dev and test
 *
 *   # kind text
 *   text: text              # column of the text; this is the default
 *   features:               # hashed n-grams; these are the defaults
 *     dimensions: 2048      # how many inputs, from 1 to 1,048,576
 *     words: 2              # runs of one to so many words, from 1 to 10
 *     letters: [3, 4]       # runs of letters within a word, from 1 to 20; [] for none
 *
 *   # kind table
 *   columns: [age, job]     # columns of the features; by default all but id, label and slices
 *   categorical: [zip]      # columns that are no numbers, though they look like some
 *   missing: mean           # mean or refuse, the default: what becomes of a missing number
 *
 *   # kind images
 *   train: train/           # a folder of images for each class (PNG, JPEG, BMP, GIF), or IDX files:
 *   train: {images: train-images-idx3-ubyte.gz, labels: train-labels-idx1-ubyte.gz}
 *   size: [28, 28]          # optional: rows and columns to which images are scaled
 *   colour: grey            # grey or rgb, the default of images in folders
 *   id: path                # optional, for images in folders
 * }</pre>
 *
 * <p><b>Classes.</b> Without {@code classes}, they are the labels of train: in the order of numbers
 * if all are whole numbers, else in that of their characters. A label that is none of them is
 * refused. With {@code classes}, a label of IDX files is a place in that list, from 0; without, the
 * number is the name.
 *
 * <p><b>Ids.</b> An id must occur once in a file, and in one of the three files only. Without
 * {@code id}, an id is the hash of the example's inputs, so the same example has the same id in
 * whatever file; equal ones are numbered. {@code id: path} names an image by its path from the
 * folder of the configuration.
 *
 * <p><b>Columns.</b> A column of numbers is standardised by its mean and deviation in train; NaN is
 * a missing number. Text becomes one input for each value in train, and zeros alone for any other.
 * In CSV, a column is of numbers if all its values in train are; one that has both is refused,
 * unless {@code categorical} names it.
 *
 * <p><b>Images.</b> Without {@code size}, all must have the size of the first image of train. Grey
 * images in rgb have three equal channels; colours in grey are 0.299 R + 0.587 G + 0.114 B (ITU-R
 * BT.601). Transparency and notes on how a camera was held are left out. Names that begin with a
 * dot are passed over.
 *
 * <p>Rows keep the order of the file, and images that of their names: the same files give the same
 * data.
 */
public final class DataConfig {

  private final Function<Optional<InputDescription>, DataSource> source;

  private DataConfig(Function<Optional<InputDescription>, DataSource> source) {
    this.source = source;
  }

  /**
   * Reads the section; no data yet.
   *
   * @param data the value of the key {@code data}; told of all that is wrong with it
   * @param folder the folder that paths are relative to
   * @return the configuration; empty, with the problems recorded, if a value is wrong or missing.
   *     An unknown key is recorded too, and nothing else comes of it
   */
  public static Optional<DataConfig> of(YamlNode data, Path folder) {
    return new DataConfigReader(data, folder).read().map(DataConfig::new);
  }

  /**
   * Reads all data.
   *
   * @return train, dev and test with the same classes and inputs of the same form
   * @throws DataException with everything that is wrong with the files; of many problems of one
   *     file, the first ten and the number of the others
   * @throws IOException kept for sources other than files, whose failures are problems of the data
   */
  public UpdateData read() throws IOException {
    return source.apply(Optional.empty()).read();
  }

  /**
   * Reads all data as an earlier model does. Of a table, what was learnt of its columns for that
   * model (means, deviations, categories) is kept: an update sees more data, and both models have
   * to see it alike. Texts and images have nothing that is learnt, and become inputs as configured.
   *
   * @param given how the earlier model's data became inputs
   * @return train, dev and test with the same classes and inputs of the same form
   * @throws DataException as {@link #read()}, or if the section asks for other columns of a table
   *     than the earlier model has
   * @throws IOException kept for sources other than files, whose failures are problems of the data
   */
  public UpdateData read(InputDescription given) throws IOException {
    return source.apply(Optional.of(given)).read();
  }

  /**
   * What {@link #read()} reads.
   *
   * @return files, and for images in folders the folders: train, dev, test, then the classes
   */
  public List<Path> files() {
    return source.apply(Optional.empty()).files();
  }
}
