import type { Container } from '../../model/container.ts';
import type { ProbeAnswer } from '../remote.ts';
import { placeOf } from './cgroup-use.ts';
import type { EngineList } from './engine-list.ts';
import { parseContainer } from './inspect.ts';
import { END, NONE, type Project, TROUBLE } from './probes.ts';
import type { Service } from './sight.ts';

/** What an engine's command said. */
export type Found =
  | ({ readonly kind: 'list' } & EngineList)
  | { readonly kind: 'no engine' }
  | { readonly kind: 'trouble'; readonly said: string };

/** Reads the answer to the list of containers; one that was cut off is none, since what it lacks would look removed. */
export function parseList({ end, text }: Pick<ProbeAnswer, 'end' | 'text'>): Found {
  const lines = text.split('\n');
  if (lines[0] === NONE) return { kind: 'no engine' };
  if (lines[0] === TROUBLE) return { kind: 'trouble', said: lines.slice(1).join('\n') };
  if (end === 'late') return { kind: 'trouble', said: 'it took too long to list its containers' };
  if (!lines.includes(END)) return { kind: 'trouble', said: 'its list of containers was cut off' };
  const given = lines.flatMap((line) => jsonOf(line) ?? []);
  return {
    kind: 'list',
    containers: given.flatMap((one) => parseContainer(one) ?? []),
    places: given.flatMap((one) => placeOf(one) ?? []),
  };
}

function jsonOf(line: string): unknown {
  if (!line.startsWith('{')) return null;
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** Names of services as compose allows them. */
const SERVICE = /^[A-Za-z0-9._-]{1,120}$/;

/** Services of the projects whose files could be read. */
export function parseServices(text: string, projects: readonly Project[]): readonly Service[] {
  let project: string | undefined;
  return text.split('\n').flatMap((line): Service[] => {
    if (line.startsWith('@')) project = projects[Number(line.slice(1))]?.project;
    else if (project !== undefined && SERVICE.test(line)) return [{ project, service: line }];
    return [];
  });
}

/** Projects that a list of containers names, with a place where compose can look; each once. */
export function projectsOf(containers: readonly Container[], most: number): readonly Project[] {
  const projects = new Map<string, Project>();
  for (const { compose } of containers) {
    if (compose?.folder.startsWith('/') !== true || compose.files === '') continue;
    const { project, folder, files } = compose;
    projects.set(project, { project, folder, files });
  }
  return [...projects.values()].slice(0, most);
}
