import { NOW, pushing } from '../serving.ts';

export const PATH = '/v1/metrics';
export const JSON_TYPE = { 'content-type': 'application/json' };
export const nanoseconds = (at = NOW) => String(BigInt(at) * 1_000_000n);
export const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });

/** A request with one resource and these metrics. */
export function request(
  metrics: readonly object[],
  attributes: readonly object[] = [text('service.name', 'web-1')],
): string {
  return JSON.stringify({
    resourceMetrics: [{ resource: { attributes }, scopeMetrics: [{ metrics }] }],
  });
}

export function point(more: object = {}) {
  return { timeUnixNano: nanoseconds(), ...more };
}

export const gauge = (name: string, ...dataPoints: object[]) => ({ name, gauge: { dataPoints } });
export const GOOD = gauge('good', point({ asDouble: 1.5 }));

export function sum(name: string, temporality: number, ...dataPoints: object[]) {
  return { name, sum: { aggregationTemporality: temporality, isMonotonic: true, dataPoints } };
}

/** A server, and how to send it a request in JSON. */
export async function sending() {
  const { send, world } = await pushing();
  const sent = async (...of: Parameters<typeof request>) => {
    const answer = await send(PATH, request(...of), JSON_TYPE);
    return { ...answer, json: JSON.parse(answer.text) };
  };
  return { send, sent, world };
}
