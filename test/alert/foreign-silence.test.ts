import { describe, expect, test } from 'vitest';
import { placesFor, silenceElsewhere } from '../../src/alert/foreign-silence.ts';
import type { AlertmanagerPlace } from '../../src/model/alertmanager.ts';
import { ANY } from '../../src/model/silence.ts';
import { DAY, HOUR } from '../../src/model/time.ts';

const NOW = Date.UTC(2030, 0, 15, 12);
const place = (name: string, writesSilences = false): AlertmanagerPlace => ({
  ...{ name, url: `http://${name}.example.com:9093`, login: { kind: 'none' }, writesSilences },
});
const main = place('main', true);
const other = place('other', true);
const quiet = place('quiet');
const from = (source: string, sender?: string) => ({
  fingerprint: `from:${source}/abc`,
  labels: { alertname: 'A', ...(sender !== undefined && { 'source.sender': sender }) },
});

describe('a silence is written', () => {
  test.each([
    { name: 'where the alert came from', alert: from('alertmanager', `${main.url}/`), to: [main] },
    {
      name: 'nowhere when its sender is none of them',
      alert: from('alertmanager', 'http://x.example.com'),
      to: [],
    },
    { name: 'nowhere by itself when Prometheus told', alert: from('prometheus'), to: [] },
    { name: 'where a person says', alert: from('prometheus'), also: 'quiet', to: [quiet] },
    {
      name: 'in both places',
      alert: from('alertmanager', main.url),
      also: 'quiet',
      to: [quiet, main],
    },
    {
      name: 'once where both say the same',
      alert: from('alertmanager', main.url),
      also: 'main',
      to: [main],
    },
    { name: 'nowhere for an alert of ours', alert: { fingerprint: 'r/1/', labels: {} }, to: [] },
    { name: 'nowhere for no single alert', alert: null, to: [] },
  ])('$name', ({ alert, also, to }) => {
    expect(placesFor([main, other, quiet], { alert, also })).toEqual(to);
  });

  test('to the only one, whatever it calls itself', () => {
    expect(
      placesFor([main], { alert: from('alertmanager', 'http://pod-7:9093'), also: undefined }),
    ).toEqual([main]);
    expect(placesFor([quiet], { alert: from('alertmanager'), also: undefined })).toEqual([]);
  });

  test.each([
    {
      all: [main, quiet],
      alert: from('prometheus'),
      why: 'There is no Alertmanager “x”. There are: main, quiet.',
    },
    {
      all: [],
      alert: from('prometheus'),
      why: 'There is no Alertmanager: write one into alertmanagers: of tocsin.yaml.',
    },
  ])('nowhere with the reason: $why', ({ all, alert, why }) => {
    expect(placesFor(all, { alert, also: 'x' })).toBe(why);
  });

  test.each([null, from('grafana'), { fingerprint: 'r/1/', labels: {} }])(
    'not for %j, though asked',
    (alert) => {
      expect(placesFor([main], { alert, also: 'main' })).toMatch(/^Only the silence of one alert/);
    },
  );
});

const SILENCE = {
  ...{ id: 12, matcher: ANY, by: { id: 'telegram:222', name: 'Ana' }, reason: 'deploy' },
  ...{ createdAt: NOW, endsAt: NOW + HOUR, ended: null, hidden: 0 },
};

test('what is written has the labels of the alert alone, with what was cut as its beginning', () => {
  const alert = {
    fingerprint: 'from:alertmanager/abc',
    labels: {
      ...{ alertname: 'A', team: 'core', path: 'C:\\temp (1)…' },
      ...{ 'source.url': 'https://wiki.example.com', 'source.sender': 'http://am.example.com' },
    },
  };
  expect(silenceElsewhere(SILENCE, { alert, ours: { team: 'core' } }, NOW)).toEqual({
    matchers: [
      { name: 'alertname', value: 'A', isRegex: false },
      { name: 'path', value: '(?s)C:\\\\temp \\(1\\).*', isRegex: true },
    ],
    ...{ startsAt: NOW, endsAt: NOW + HOUR, createdBy: 'Ana (Tocsin)' },
    comment: 'deploy (silence #12 of Tocsin)',
  });
});

test('one that lasts until its alert clears is written for a day', () => {
  const alert = from('alertmanager');
  const silence = { ...SILENCE, endsAt: null, reason: '' };
  expect(silenceElsewhere(silence, { alert, ours: {} }, NOW)).toMatchObject({
    endsAt: NOW + DAY,
    comment: 'silenced in chat (silence #12 of Tocsin)',
  });
});
