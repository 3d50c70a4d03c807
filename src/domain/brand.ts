declare const brand: unique symbol;

/** A primitive that one parse function has checked. */
export type Brand<Primitive, Name extends string> = Primitive & { readonly [brand]: Name };
