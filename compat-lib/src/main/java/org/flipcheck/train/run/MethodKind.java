package org.flipcheck.train.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.flipcheck.train.distillation.AnchorDistillation;
import org.flipcheck.train.distillation.ChurnDistillation;
import org.flipcheck.train.distillation.ClassReduction;
import org.flipcheck.train.distillation.DistillationLoss;
import org.flipcheck.train.distillation.EnsembleInhibition;
import org.flipcheck.train.distillation.FocalWeights;
import org.flipcheck.train.distillation.LogitDistance;
import org.flipcheck.train.distillation.LogitInhibition;
import org.flipcheck.train.distillation.LogitMatching;
import org.flipcheck.train.distillation.MarginCalibration;
import org.flipcheck.train.distillation.MarginPreservingDistillation;
import org.flipcheck.train.distillation.NewError;
import org.flipcheck.train.distillation.PlainDistillation;
import org.flipcheck.train.distillation.PositiveCongruentTraining;
import org.flipcheck.train.distillation.SoftenedDivergence;
import org.flipcheck.train.distillation.StrictImitation;
import org.flipcheck.train.distillation.Teacher;
import org.flipcheck.train.distillation.TemperatureScaling;
import org.flipcheck.train.distillation.WeightedSum;

/** The methods that a configuration may name, each with its numbers and their defaults. */
@SuppressWarnings("ImmutableEnumChecker") // lists and maps are never handed out to be changed
enum MethodKind {
  /** {@link MarginPreservingDistillation}, at the constants of its training script. */
  MPT("MPT", List.of(Form.KL, Form.LM), defaults("margin", 1, "weight", 1, "temperature", 5)) {
    @Override
    DistillationLoss loss(Form form, Map<String, Double> of) {
      return new MarginPreservingDistillation(
          of.get("margin"), distance(form, of), focal(of), of.get("weight"));
    }
  },
  /** {@link MarginCalibration} alone. */
  MARGIN("margin calibration", List.of(Form.NONE), defaults("margin", 1)) {
    @Override
    DistillationLoss loss(Form form, Map<String, Double> of) {
      return new MarginCalibration(of.get("margin"));
    }
  },
  /** {@link PositiveCongruentTraining}, at the constants by which MPT compares itself with it. */
  PCT("PCT FD", List.of(Form.KL, Form.LM), defaults("weight", 1, "temperature", 5)) {
    @Override
    DistillationLoss loss(Form form, Map<String, Double> of) {
      return new PositiveCongruentTraining(distance(form, of), focal(of), of.get("weight"), 1);
    }
  },
  /** {@link PositiveCongruentTraining#naive}. */
  PCT_NAIVE("PCT naive", List.of(Form.NONE), defaults("weight", 1)) {
    @Override
    DistillationLoss loss(Form form, Map<String, Double> of) {
      return PositiveCongruentTraining.naive(of.get("weight"));
    }
  },
  /** {@link LogitInhibition} towards the old model. */
  LDI("LDI", List.of(Form.NONE), defaults("inhibition", 0.5, "weight", 0.5)) {
    @Override
    DistillationLoss loss(Form form, Map<String, Double> of) {
      LogitInhibition inhibition =
          new LogitInhibition(
              of.get("inhibition"), 2, OptionalInt.empty(), LogitInhibition.Label.INCLUDED);
      return new EnsembleInhibition(Teacher.OLD, inhibition, of.get("weight"));
    }
  },
  /** {@link PlainDistillation}. */
  DISTILLATION("distillation", List.of(Form.NONE), defaults("weight", 0.5, "temperature", 2)) {
    @Override
    DistillationLoss loss(Form form, Map<String, Double> of) {
      return new PlainDistillation(
          of.get("weight"),
          new SoftenedDivergence(of.get("temperature"), TemperatureScaling.SQUARED));
    }
  },
  /** {@link ChurnDistillation}. */
  CHURN("churn distillation", List.of(Form.NONE), defaults("weight", 0.5)) {
    @Override
    DistillationLoss loss(Form form, Map<String, Double> of) {
      return new ChurnDistillation(of.get("weight"));
    }
  },
  /** {@link AnchorDistillation}. */
  ANCHOR("anchor distillation", List.of(Form.NONE), defaults("weight", 0.5, "elsewhere", 0.5)) {
    @Override
    DistillationLoss loss(Form form, Map<String, Double> of) {
      return new AnchorDistillation(of.get("weight"), of.get("elsewhere"));
    }
  },
  /** Cross-entropy and {@link NewError}. */
  NEW_ERROR("new-error loss", List.of(Form.NONE), defaults("weight", 1)) {
    @Override
    DistillationLoss loss(Form form, Map<String, Double> of) {
      return WeightedSum.of(1, MarginCalibration.NONE, of.get("weight"), NewError.UNIFORM);
    }
  },
  /** Cross-entropy and {@link StrictImitation}. */
  STRICT_IMITATION("strict imitation", List.of(Form.NONE), defaults("weight", 1)) {
    @Override
    DistillationLoss loss(Form form, Map<String, Double> of) {
      return WeightedSum.of(1, MarginCalibration.NONE, of.get("weight"), StrictImitation.UNIFORM);
    }
  };

  /** How logits are compared. */
  enum Form {
    /** By the divergence of softened answers. */
    KL,
    /** By their squared distance, half the mean over classes. */
    LM,
    /** The method has no such choice. */
    NONE
  }

  private static final double LOGIT_MATCHING = 0.4;

  private final String title;
  private final List<Form> forms;
  private final Map<String, Double> defaults;

  MethodKind(String title, List<Form> forms, Map<String, Double> defaults) {
    this.title = title;
    this.forms = forms;
    this.defaults = defaults;
  }

  /** The loss for some values of all its numbers. */
  abstract DistillationLoss loss(Form form, Map<String, Double> of);

  /** As it is written in a configuration. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As people call it. */
  String title(Form form) {
    return form == Form.NONE ? title : "%s-%s".formatted(title, form);
  }

  List<Form> forms() {
    return forms;
  }

  /** Its numbers; those with a form have focal weights too, and temperature is of KL alone. */
  Map<String, Double> defaults(Form form) {
    Map<String, Double> all = new LinkedHashMap<>(defaults);
    if (form == Form.LM) {
      all.remove("temperature");
    }
    if (forms.size() > 1) {
      all.put("every_row", FocalWeights.PCT.everyRow());
      all.put("where_right", FocalWeights.PCT.whereRight());
    }
    return all;
  }

  /** The default of one of its numbers; logit matching is weighed less, as released. */
  double standard(String key, Form form) {
    return form == Form.LM && key.equals("weight") ? LOGIT_MATCHING : defaults(form).get(key);
  }

  private static LogitDistance distance(Form form, Map<String, Double> of) {
    return form == Form.LM
        ? new LogitMatching(ClassReduction.MEAN)
        : new SoftenedDivergence(of.get("temperature"), TemperatureScaling.NONE);
  }

  private static FocalWeights focal(Map<String, Double> of) {
    return new FocalWeights(of.get("every_row"), of.get("where_right"));
  }

  private static Map<String, Double> defaults(Object... keysAndValues) {
    Map<String, Double> defaults = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      defaults.put((String) keysAndValues[i], ((Number) keysAndValues[i + 1]).doubleValue());
    }
    return defaults;
  }
}
