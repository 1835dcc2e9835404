"""A DAG for Airflow: a cluster compares, a step of its own judges, and only then the model moves on.

The exit code of a cluster job cannot be trusted, and a job that never ran may leave last week's result
in place. So `judge` reads the file that the job wrote, without Spark, and refuses one that is old or is
of other models. /opt/flipcheck is a built checkout, /mnt/runs a folder that the cluster and the workers
see. policy.yaml may be one of conf/policy-*.yaml.
"""

from datetime import datetime, timedelta

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator

COMPARE = r"""
spark-submit --master yarn /opt/flipcheck/spark-jobs/target/flipcheck-spark.jar compare \
  --config /opt/flips/compare.yaml --new /mnt/predictions/{{ params.new }} \
  --old-name {{ params.old }} --new-name {{ params.new }} --out /mnt/runs/{{ params.new }}
"""

JUDGE = r"""
/opt/flipcheck/bin/flipcheck gate --result /mnt/runs/{{ params.new }}/result.json \
  --policy /opt/flips/policy.yaml --max-age 24h \
  --expect-old {{ params.old }} --expect-new {{ params.new }} \
  --format junit=/mnt/runs/{{ params.new }}/gate.xml \
  --format markdown=/mnt/runs/{{ params.new }}/gate.md \
  --format prometheus=/var/lib/node_exporter/flips.prom
"""

with DAG(
    dag_id="release_without_flips",
    start_date=datetime(2026, 1, 1),
    schedule=None,
    catchup=False,
    params={"old": "v6", "new": "v7"},
) as dag:
    # Tried again, a comparison that was finished is found finished, and nothing is counted twice.
    compare = BashOperator(
        task_id="compare",
        bash_command=COMPARE,
        retries=2,
        retry_delay=timedelta(minutes=5),
    )

    # Exit code 1 (fail), 2 (bad input) or 3 (inconclusive) fails the task, and nothing is deployed.
    judge = BashOperator(task_id="judge", bash_command=JUDGE, retries=0)

    deploy = EmptyOperator(task_id="deploy")  # yours

    compare >> judge >> deploy
