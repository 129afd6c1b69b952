import type { Look } from './looks.ts';
import {
  alertsOwned,
  backedUp,
  certificatesValid,
  channelsTested,
  endpointsDeclared,
  logsArrive,
  panelsThere,
  roomLeft,
  servicesHealthy,
  thresholdsFit,
  thresholdsSet,
} from './looks.ts';
import type { Period } from './period.ts';

export const CHECKLISTS = ['pre', 'post', 'ongoing', 'quarterly'] as const;
export type ChecklistName = (typeof CHECKLISTS)[number];

export interface Item {
  /** One word, unlike any other. */
  readonly id: string;
  readonly title: string;
  /** What judges it; not given: people alone do. */
  readonly look?: Look;
  /** How long a tick holds. */
  readonly period: Period;
  /** Command that shows it. */
  readonly shows: string;
}

export const TITLES: Readonly<Record<ChecklistName, string>> = {
  pre: 'Before a deployment',
  post: 'After a deployment',
  ongoing: 'Day by day',
  quarterly: 'Every quarter',
};

export const ITEMS: Readonly<Record<ChecklistName, readonly Item[]>> = {
  pre: [
    {
      id: 'rotation',
      title: 'Logs of the application are rotated',
      ...{ period: 'release', shows: '/trend system.disk' },
    },
    {
      id: 'endpoints',
      title: 'Its health is looked at',
      ...{ look: endpointsDeclared, period: 'release', shows: '/check' },
    },
    {
      id: 'thresholds',
      title: 'Rules hold for every target',
      ...{ look: thresholdsSet, period: 'release', shows: '/rules' },
    },
    {
      id: 'channels',
      title: 'Every channel takes messages',
      ...{ look: channelsTested, period: 'release', shows: '/channels test' },
    },
    {
      id: 'dashboard',
      title: 'There is a picture of what matters',
      ...{ look: panelsThere, period: 'release', shows: '/panel' },
    },
    {
      id: 'backup',
      title: 'A backup was made in the last day',
      ...{ look: backedUp, period: 'release', shows: '/backup list' },
    },
  ],
  post: [
    {
      id: 'services',
      title: 'Everything is healthy',
      ...{ look: servicesHealthy, period: 'release', shows: '/health' },
    },
    {
      id: 'load',
      title: 'Load is what was expected',
      ...{ period: 'release', shows: '/trend system.cpu' },
    },
    {
      id: 'limits',
      title: 'Thresholds fit the new load',
      ...{ look: thresholdsFit, period: 'release', shows: '/alerts stats' },
    },
    {
      id: 'logs',
      title: 'Logs arrive',
      ...{ look: logsArrive, period: 'release', shows: '/logs' },
    },
    {
      id: 'saved',
      title: 'A backup works after it',
      ...{ look: backedUp, period: 'release', shows: '/backup now' },
    },
  ],
  ongoing: [
    {
      id: 'health',
      title: 'Daily: health and the newest round were read',
      ...{ period: 'day', shows: '/report' },
    },
    {
      id: 'owners',
      title: 'Daily: every open alert has an owner',
      ...{ look: alertsOwned, period: 'day', shows: '/alerts' },
    },
    {
      id: 'nightly',
      title: 'Daily: the backup of the night is there',
      ...{ look: backedUp, period: 'day', shows: '/backup list' },
    },
    {
      id: 'performance',
      title: 'Weekly: performance was analysed',
      ...{ period: 'week', shows: '/report week' },
    },
    {
      id: 'paths',
      title: 'Weekly: every channel takes messages',
      ...{ look: channelsTested, period: 'week', shows: '/channels' },
    },
    {
      id: 'capacity',
      title: 'Monthly: trends and capacity were looked at',
      ...{ period: 'month', shows: '/capacity' },
    },
    {
      id: 'room',
      title: 'Monthly: there is room for what is kept',
      ...{ look: roomLeft, period: 'month', shows: '/storage' },
    },
  ],
  quarterly: [
    {
      id: 'security',
      title: 'Tokens, keys and roles were reviewed',
      ...{ period: 'quarter', shows: '/doctor' },
    },
    {
      id: 'certificates',
      title: 'Certificates are renewed in time',
      ...{ look: certificatesValid, period: 'quarter', shows: '/certs' },
    },
    {
      id: 'restore',
      title: 'A backup was restored on another machine',
      ...{ period: 'quarter', shows: '/backup list' },
    },
    {
      id: 'rota',
      title: 'Who is on call, and how each is reached, was reviewed',
      ...{ period: 'quarter', shows: '/oncall' },
    },
    {
      id: 'noise',
      title: 'Rules that only make noise were mended',
      ...{ look: thresholdsFit, period: 'quarter', shows: '/rules suggest' },
    },
    {
      id: 'review',
      title: 'The whole system was reviewed',
      ...{ period: 'quarter', shows: '/doctor all' },
    },
  ],
};
