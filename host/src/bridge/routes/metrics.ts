// GET /metrics for programs that watch: counts, no names of people, cases or devices.
import { Type } from 'typebox';
import { answers } from '../answer.ts';
import type { App } from '../app.ts';
import type { Parts } from '../parts.ts';

export function metricRoutes(app: App, { metrics, devices, sealings, events }: Parts): void {
  app.get(
    '/metrics',
    {
      config: { access: 'client' },
      schema: {
        tags: ['metrics'],
        summary: 'Counts, in the text format of Prometheus',
        produces: ['text/plain'],
        response: answers(Type.String()),
      },
    },
    (_, reply) => {
      const list = devices.list();
      const text = metrics.text([
        ['devices', 'Devices that are there.', list.length],
        ['sealings_running', 'Requests that run or wait.', sealings.running],
        ['device_queue', 'Requests at all devices.', list.reduce((sum, { working }) => sum + working, 0)],
        ['listeners', 'Listeners of /v1/events.', events.listeners],
      ]);
      reply.type('text/plain; version=0.0.4; charset=utf-8');
      return text;
    },
  );
}
