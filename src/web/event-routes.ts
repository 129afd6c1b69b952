import type { FastifyInstance } from 'fastify';
import type { EventPort } from './event-intake.ts';
import { takeEvents } from './event-intake.ts';
import { nothingAt, requestKey, rowsIn } from './ingest-routes.ts';
import { refuse } from './refuse.ts';

/** `POST /api/events`, and one path for each thing that presets record by name: 202 with what became of each row. */
export function eventRoutes(scope: FastifyInstance, port: EventPort): void {
  scope.post('/api/events', async (request, answer) => {
    const asked = { rows: rowsIn(request), path: null, key: requestKey(request) };
    return answer.code(202).send(await takeEvents(port, asked));
  });
  // Which paths there are follows the targets, which a reload changes.
  scope.post<{ Params: { path: string } }>('/api/:path', async (request, answer) => {
    const { path } = request.params;
    const paths = port.recorders(null).map((one) => one.path);
    if (!paths.includes(path)) {
      const presets = port.presetsFor(path);
      const why = `no target has the preset ${presets.join(' or ')}, which takes /api/${path}`;
      refuse(404, presets.length > 0 ? why : nothingAt(`/api/${path}`, paths));
    }
    const asked = { rows: rowsIn(request), path, key: requestKey(request) };
    return answer.code(202).send(await takeEvents(port, asked));
  });
}
