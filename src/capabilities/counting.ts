/** `1 account`, `3 accounts`. */
export function countOf(count: number, subject: { readonly one: string; readonly many: string }): string {
  return `${count} ${count === 1 ? subject.one : subject.many}`;
}
