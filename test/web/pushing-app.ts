import { running, yamlWith } from '../app/running.ts';
import { freePort } from '../support/whole-app.ts';
import { KEY } from './serving.ts';
import { parseOpenMetrics } from './strict-parser.ts';

/** The whole product with HTTP, watching the target `here`, and what programs ask of it. */
export async function pushingApp({ rules = '', yaml = yamlWith(rules) } = {}) {
  const port = await freePort();
  const app = await running(yaml, {
    ...{ ANALYTICS_ENABLED: 'true', ANALYTICS_PORT: String(port), ANALYTICS_API_KEY: KEY },
  });
  const address = `http://127.0.0.1:${port}`;
  const headers = { authorization: `Bearer ${KEY}` };
  const post = async (path: string, body: unknown) => {
    const answer = await fetch(`${address}${path}`, {
      ...{ method: 'POST', headers, body: JSON.stringify(body) },
    });
    return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
  };
  const metrics = async () => {
    const accept = 'application/openmetrics-text';
    const answer = await fetch(`${address}/metrics`, { headers: { ...headers, accept } });
    return parseOpenMetrics(await answer.text());
  };
  return { ...app, address, post, metrics };
}
