import { aws_cloudwatch as cloudwatch, type Duration } from 'aws-cdk-lib';
import { METRICS_DIMENSIONS, METRICS_NAMESPACE, type MetricsRecorder } from '../../src/runtime/metrics.ts';

type MetricName = Parameters<MetricsRecorder['count']>[0];

/** A metric that the service emits. */
export function serviceMetric(
  metricName: MetricName,
  period: Duration,
  options: Pick<cloudwatch.MetricProps, 'label' | 'statistic' | 'color'> = {},
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: METRICS_NAMESPACE,
    dimensionsMap: { ...METRICS_DIMENSIONS },
    metricName,
    period,
    statistic: cloudwatch.Stats.SUM,
    ...options,
  });
}
