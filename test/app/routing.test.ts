import { expect, test } from 'vitest';
import type { Route } from '../../src/config/config.ts';
import { openDesk } from '../support/desk.ts';

const all = { target: null, rule: null, labels: {} };
const ops = { kind: 'telegram', address: '1', thread: null, quiet: null, pushesPerHour: null };
const routes: readonly Route[] = [
  {
    match: { ...all, severity: 'warning' },
    to: ['ops'],
    routes: [{ match: { ...all, severity: 'critical', target: 'web-1' }, to: ['pager', '@night'] }],
  },
  { match: { ...all, severity: 'warning', labels: { team: 'core' } }, to: ['pager'] },
];
const rotas = [{ name: 'night', zone: 'UTC', announce: null, layers: [] }];

async function shown(line: string) {
  const channels = [
    { ...ops, name: 'ops' },
    { ...ops, name: 'pager', severity: 'emergency' as const },
  ];
  const desk = await openDesk({ routes, rotas, channels });
  return desk.shown(await desk.ask(line));
}

test('shows who would hear of an alert, and by which route', async () => {
  const said = await shown('channels route severity=error target=web-1');
  expect(said).toContain('ops hears of an error alert of web-1');
  expect(said).toContain('route 1: ops');
});

test('shows the deepest route, who wants to hear only of what is worse, and a rota without anybody', async () => {
  const said = await shown('channels route severity=critical target=web-1');
  expect(said).toContain('No channel hears of a critical alert of web-1');
  expect(said).toContain('route 1.1: pager, @night (nobody is on call)');
  expect(said).toContain('pager is told of emergency and worse');
});

test('shows the route by labels', async () => {
  const said = await shown('channels route severity=warning label=team:core,mount:/var');
  expect(said).toContain('route 2: pager');
  expect(await shown('channels route label=team:web')).not.toContain('route 2');
  expect(await shown('channels route label=team')).toContain('Write labels as label=team:core');
});

test('refuses what there is not', async () => {
  expect(await shown('channels route target=web-9')).toContain('There is no target web-9');
  expect(await shown('channels route rule=nothing')).toContain('There is no rule nothing');
});
