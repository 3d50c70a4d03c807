import { aws_cloudwatch as cloudwatch, type Duration } from 'aws-cdk-lib';
import { METRICS_DIMENSIONS, type MetricsRecorder } from '../../src/runtime/metrics.ts';

type MetricName = Parameters<MetricsRecorder['count']>[0];

/** A metric that the service emits. @param namespace that of the installation */
export function serviceMetric(
  namespace: string,
  metricName: MetricName,
  period: Duration,
  options: Pick<cloudwatch.MetricProps, 'label' | 'statistic' | 'color'> = {},
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace,
    dimensionsMap: { ...METRICS_DIMENSIONS },
    metricName,
    period,
    statistic: cloudwatch.Stats.SUM,
    ...options,
  });
}
