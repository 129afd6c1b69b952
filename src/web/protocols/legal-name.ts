/** A name as metrics and labels may have it: each sign that they may not have becomes `_`. */
export function legalName(name: string): string {
  if (LEGAL.test(name)) return name;
  const legal = name.replaceAll(/[^\w.:-]/g, '_');
  return /^[a-zA-Z_]/.test(legal) || legal === '' ? legal : `_${legal}`;
}

const LEGAL = /^[a-zA-Z_][\w.:-]*$/;
