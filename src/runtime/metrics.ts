import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { METRICS, type MetricKey } from '../guardrail/telemetry/metrics.ts';

/** What alarms and the dashboard find rootguard's metrics by. */
export const METRICS_NAMESPACE = 'rootguard';
export const METRICS_DIMENSIONS = { service: 'rootguard' } as const;

export interface MetricsRecorder {
  count(metric: MetricKey, value: number): void;
  /** Writes out what was counted since the last time. CallContext at the end of each invocation. */
  flush(): void;
}

/** CloudWatch's embedded metric format on stdout, which Lambda's log group turns into metrics. */
export function createMetrics(): MetricsRecorder {
  const metrics = new Metrics({
    namespace: METRICS_NAMESPACE,
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

/** For everywhere that is not Lambda: nobody would read them there. */
export const noMetrics: MetricsRecorder = { count() {}, flush() {} };
