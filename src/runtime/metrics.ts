import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { METRICS, type MetricKey } from '../guardrail/telemetry/metrics.ts';

/** Alarms and the dashboard use it too. The namespace is that of the installation. */
export const METRICS_DIMENSIONS = { service: 'rootguard' } as const;

export interface MetricsRecorder {
  count(metric: MetricKey, value: number): void;
  /** Writes what was counted since the last flush. To be called at the end of each invocation. */
  flush(): void;
}

/** CloudWatch's embedded metric format on stdout, which Lambda's log group turns into metrics. */
export function createMetrics(namespace: string): MetricsRecorder {
  const metrics = new Metrics({
    namespace,
    serviceName: METRICS_DIMENSIONS.service,
  });
  return {
    count(metric, value) {
      metrics.addMetric(metric, MetricUnit[METRICS[metric]], value);
    },
    flush() {
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    },
  };
}

/** For use outside of Lambda, where CloudWatch does not collect them. */
export const noMetrics: MetricsRecorder = { count() {}, flush() {} };
