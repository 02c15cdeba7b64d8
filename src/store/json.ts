/** A column of JSON text that holds a `T`: written by this program, and kept in that shape by migrations. */
export type Json<T> = string & { readonly holds?: T };

export function toJson<T>(value: T): Json<T> {
  return JSON.stringify(value);
}

export function fromJson<T>(text: Json<T>): T {
  return JSON.parse(text) as T;
}
