package org.flipcheck.train.distillation;

import ai.djl.ndarray.NDArray;
import java.util.Set;

/**
 * Distillation from one teacher, focused on what it gets right:
 *
 * <pre>rows: (α + β·[the teacher is right])·D(z, t)</pre>
 *
 * <p>After PCT (arXiv:2011.09161, focal distillation). D sees the classes that both know. Rows of
 * an added class stay, with the weight &alpha;, for the old model cannot be right there: MPT's
 * convention; the code released with ELODI drops such rows.
 *
 * @param teacher who is imitated
 * @param distance D
 * @param focal &alpha; and &beta;
 */
public record FocalDistillation(Teacher teacher, LogitDistance distance, FocalWeights focal)
    implements RowLoss {

  @Override
  public Set<Teacher> teachers() {
    return Set.of(teacher);
  }

  @Override
  public NDArray rows(LogitBatch batch) {
    Teaching teaching = batch.by(teacher);
    return focal.rows(teaching.isRight()).mul(distance.rows(teaching));
  }
}
