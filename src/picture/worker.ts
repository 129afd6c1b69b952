import { parentPort } from 'node:worker_threads';
import { pngOf, svgOf } from './draw.ts';
import type { Drawn, Order } from './order.ts';

/** The thread that draws: that takes long and much memory, which goes with it. */
const port = parentPort;
if (!port) throw new Error('this is a part of Tocsin and runs in a thread of its own');

port.on('message', (order: Order) => port.postMessage(drawn(order)));

function drawn({ format, chart, theme }: Order): Drawn {
  try {
    if (format === 'svg') return { kind: 'svg', text: svgOf(chart, theme) };
    return { kind: 'png', ...pngOf(chart, theme) };
  } catch (error) {
    return { kind: 'failed', reason: String(error).slice(0, 200) };
  }
}
