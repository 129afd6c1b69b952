import type { Examination } from '../model/finding.ts';
import { bad, fine } from '../model/finding.ts';

/** Whether the packages are there that some kinds of checks need. */
export function clientExaminations(
  needed: readonly { readonly package: string; readonly checks: readonly string[] }[],
  isInstalled: (name: string) => boolean,
): readonly Examination[] {
  return needed.map(({ package: name, checks }) => ({
    ...{ area: 'checks', name },
    async examine() {
      if (isInstalled(name)) return [fine(`${name} is installed`)];
      const what = `${checks.slice(0, 5).join(', ')} need the package ${name}`;
      return [bad(what, `npm install ${name}, then restart`)];
    },
  }));
}
