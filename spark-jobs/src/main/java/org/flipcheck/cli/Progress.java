package org.flipcheck.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;

/** A progress bar over Spark's tasks, on a terminal; silent elsewhere. */
final class Progress extends SparkListener implements AutoCloseable {

  private final ProgressBar bar;

  private Progress(ProgressBar bar) {
    this.bar = bar;
  }

  /** No bar. */
  static Progress none() {
    return new Progress(null);
  }

  static Progress start(SparkSession spark) {
    if (!Terminal.showsProgress()) {
      return none();
    }
    PrintStream err =
        new PrintStream(
            new java.io.FileOutputStream(java.io.FileDescriptor.err), true, StandardCharsets.UTF_8);
    ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName("flipcheck")
            .setStyle(ProgressBarStyle.ASCII)
            .setUnit(" tasks", 1)
            .setInitialMax(0)
            .setUpdateIntervalMillis(200)
            .setConsumer(new ConsoleProgressBarConsumer(err, Terminal.width()))
            .clearDisplayOnFinish()
            .build();
    Progress progress = new Progress(bar);
    spark.sparkContext().addSparkListener(progress);
    return progress;
  }

  /** Says what happens now. */
  void step(String what) {
    if (bar != null) {
      bar.setExtraMessage(what);
    }
  }

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted stage) {
    bar.maxHint(bar.getMax() + stage.stageInfo().numTasks());
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd task) {
    bar.step();
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
