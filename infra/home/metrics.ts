import { aws_cloudwatch as cloudwatch, type Duration } from 'aws-cdk-lib';
import { METRICS_DIMENSIONS, type MetricsRecorder } from '../../src/runtime/metrics.ts';

type MetricName = Parameters<MetricsRecorder['count']>[0];

/** Makes a metric of those that the service emits. */
export type ServiceMetrics = (
  metricName: MetricName,
  period: Duration,
  options?: Pick<cloudwatch.MetricProps, 'label' | 'statistic' | 'color'>,
) => cloudwatch.Metric;

/** @param namespace that of the installation */
export function serviceMetrics(namespace: string): ServiceMetrics {
  return (metricName, period, options = {}) =>
    new cloudwatch.Metric({
      namespace,
      dimensionsMap: { ...METRICS_DIMENSIONS },
      metricName,
      period,
      statistic: cloudwatch.Stats.SUM,
      ...options,
    });
}
