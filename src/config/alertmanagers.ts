import type { AlertmanagerPlace } from '../model/alertmanager.ts';
import type { Entry } from './entries.ts';
import { loginOf, withoutSlash } from './exports.ts';

/** What an entry of `alertmanagers` says. */
export function toAlertmanager({ value }: Entry<'alertmanagers'>): AlertmanagerPlace {
  const { name, url, write_silences: writesSilences } = value;
  return { name, url: withoutSlash(url), login: loginOf(value), writesSilences };
}
