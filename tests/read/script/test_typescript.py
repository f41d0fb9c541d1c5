"""Every construct of JavaScript and TypeScript means what `leastwise.read.script.nodes` says."""

import pytest
from tests.read.script.lowered import became, opaque, script

BOTH = {
    "var a; let b; const c = 1, d = 2;": "var a; let b = None; let c = 1; let d = 2",
    "const {a, b: c = 1, [d]: e, 'f': g, ...h} = i;": "let {a: a, b: c = 1, [d]: e, f: g, **h} = i",
    "const {a = 1, b: {c}} = d;": "let {a: a = 1, b: {c: c}} = d",
    "let [a, , b = 1, ...c] = d;": "let [a, None, b = 1, *c] = d",
    "({a, b} = c); [a, b.c] = [b.c, a];": "{a: a, b: b} = c; [a, b.c] = [b.c, a]",
    "a = b = c; a += 1; a ??= b; a ||= b; a &&= b; a >>>= 1; a **= 2;": (
        "a = b = c; a += 1; a ??= b; a or= b; a and= b; a >>>= 1; a **= 2"
    ),
    "a++; --b; x = a++; y = --b;": "a += 1; b -= 1; x = ((a += 1) - 1); y = b -= 1",
    "f(a = 1)": "f(a = 1)",
    "1; .5; 0x1f; 1e3; 10n; 1_000; 0o17; -1;": "1; 0.5; 31; 1000.0; 10; 1000; 15; -1",
    "null; undefined; true; this; super.a; void 0;": "None; None; True; this; super.a; None",
    "'a\\n\\u{41}'; `a`; `a${b}c${d}`; ``;": "'a\\nA'; 'a'; text('a', b, 'c', d); ''",
    "a`b${c}d`; /a\\/b/gi; /a/;": "a(['b', 'd'], c); new RegExp('a\\\\/b', 'gi'); new RegExp('a')",
    "[a, , ...b]; [];": "[a, None, *b]; []",
    "({a, b: c, 'd': e, 1: f, [g]: h, ['i']: j, ...k})": "{a: a, b: c, d: e, 1: f, [g]: h, i: j, **k}",
    "({f() {}, get g() { return 1 }, set g(v) {}, async *h() {}, [i]() {}, 'j'() {}})": (
        "{f: method f() {}, g: get g() {return 1}, g: set g(v) {}, h: async method* h() {}, "
        "[i]: method() {}, j: method j() {}}"
    ),
    "a.b['c'][0][d].e(f, ...g)(h)": "a.b.c[0][d].e(f, *g)(h)",
    "a?.b?.[c]?.(d).e": "a?.b?.[c]?.(d).e",
    "a ?? b; a || b && c; !a; typeof a; ~a; -a;": "(a ?? b); (a or (b and c)); (not a); (typeof a); (~ a); (- a)",
    "a === b; a != b; a instanceof b; 'a' in b; a ** b ** c; a + b + c - d;": (
        "(a == b); (a != b); (a instanceof b); ('a' in b); (a ** (b ** c)); ((a + b + c) - d)"
    ),
    "new A; new A.B(...c); delete a.b; x = delete a[b];": "new A(); new A.B(*c); delete a.b; x = delete a[b]",
    "a, b; x = (a, b);": "a; b; x = (a , b)",
    "a ? b : c ? d : e": "(a ? b : c ? d : e)",
    "x => x; (a, {b, c = 2} = {}, [d], ...e) => { return };": (
        "arrow(x) {return x}; arrow(a, {b: b, c: c = 2}={}, [d], *e) {return -}"
    ),
    "async x => await x; (async function f() {})(); (function* () { yield; yield a; yield* b })": (
        "async arrow(x) {return (await x)}; async function f() {}(); function*() {(yield); (yield a); (yield from b)}"
    ),
    "f(); function f(a) { g(); function g() {} }": ("var f = function f(a) {var g = function g() {}; g()}; f()"),
    "async function* f() { for await (const a of b) c; }": "var f = async function* f() {for let a in (await b) {c}}",
    "class A extends B.C { constructor(a) { super(a); } static async f() {} get g() {} *h() {} #i() {} }": (
        "let A = class A(B.C) {.constructor = method constructor(a) {super(a)}; static .f = async method f() {}; "
        ".g = get g() {}; .h = method* h() {}; .#i = method #i() {}}"
    ),
    "class A { a = 1; b; static #c = 2; ['d'] = 3; [e] = 4; static { f(); } g = () => this.a }": (
        "let A = class A() {.a = 1; .b; static .#c = 2; .d = 3; .[e] = 4; static . = static() {f()}; "
        ".g = arrow() {return this.a}}"
    ),
    "x = class extends f(a) {}": "x = class (f(a)) {}",
    "@a.b() class A { @c d() {} @e() f = 1; }": ("let A = @a.b() class A() {@c .d = method d() {}; @e() .f = 1}"),
    "if (a) b; else if (c) { d } else e;": "if a {b} elif c {d} else {e}",
    "for (let i = 0, j = 1; i < j; i++, j--) a;": (
        "if True {let i = 0; let j = 1; while (i < j) {a} update {i += 1; j -= 1}}"
    ),
    "for (;;) {} for (i = 0; ; ) {}": "while True {}; i = 0; while True {}",
    "for (const k in o) {} for (const [k, {v}] of o) {} for (a.b of c) {}": (
        "for let k keys in o {}; for let [k, {v: v}] in o {}; for a.b in c {}"
    ),
    "while (a) b; do { c } while (d);": "while a {b}; do while d {c}",
    "a: for (const b of c) { for (;;) { continue a; } break; } d: { break d }": (
        "a: {for let b in c {while True {continue a}; break}}; d: {break d}"
    ),
    "a: for (let i = 0; ; i++) continue a;": "if True {let i = 0; a: {while True {continue a} update {i += 1}}}",
    "switch (a) { case 1: case 'b': c; break; default: d }": "switch a {case 1 {}; case 'b' {c; break}; default {d}}",
    "try { a } catch ({b}) { c } finally { d } try {} catch {}": (
        "try {a} except as {b: b} {c} finally {d}; try {} except {}"
    ),
    "throw new A(b); debugger; ; { let a = 1 }": "raise new A(b); if True {let a = 1}",
    "await a; import.meta.url; new.target; import('a').then(b)": (
        "(await a); import.meta.url; new.target; import('a').then(b)"
    ),
    "const a = require('b'), {c} = require('d');": "let a = require('b'); let {c: c} = require('d')",
    "module.exports = {a}; exports.b = c; module.exports.d = e;": (
        "module.exports = {a: a}; exports.b = c; module.exports.d = e"
    ),
    "import a, {b as c, default as d} from 'e'; import * as f from 'g'; import 'h'; import i, * as j from 'k';": (
        "import e#default as a, e#b as c, e#default as d; import g as f; import h as -; import k#default as i, k as j"
    ),
    "export const a = 1, {b, c: [d]} = e; export function f() {} export class G {}": (
        "var f = function f() {}; let a = 1; let {b: b, c: [d]} = e; export a = a, b = b, d = d; export f = f; "
        "let G = class G() {}; export G = G"
    ),
    "export default function f() {}": "var f = function f() {}; export default = f",
    "export default class A {}": "let A = class A() {}; export default = A",
    "export default a => a; export default {b}": "export default = arrow(a) {return a}; export default = {b: b}",
    "export {a, b as c, d as default};": "export a = a, c = b, default = d",
    "export {a as b} from 'c'; export * from 'd'; export * as e from 'f';": (
        "import c#a as (b); export b = (b); import d as (* d); export * = (* d); import f as (e); export e = (e)"
    ),
}
TYPED = {
    "const a: B<C> = <D>e as F; g!.h; i satisfies J; k<L>(m); n! = o": ("let a = e; g.h; i; k(m); n = o"),
    "function f(this: A, a?: B, c: D = 1, ...e: F[]): a is G {}": "var f = function f(a: B, c: D=1, *e) {}",
    "class A<T> extends B<T> implements C { constructor(private readonly d: E, public f = 1, g?: H) { super(); } }": (
        "let A = class A(B) {.constructor = method constructor(d: E, f=1, g: H) {this.d = d; this.f = f; super()}}"
    ),
    "abstract class A { abstract b(): void; abstract c: D; declare e: F; g!: H; private static readonly i = 1 }": (
        "let A = class A() {.g; static .i = 1}"
    ),
    "interface A {} type B = C; declare const d: E; declare function f(): void; declare module 'g' {}": "",
    "function f(a: string): void; function f(a: any) {}": "var f = function f(a) {}",
    "import type A from 'a'; import type G = require('g'); import {type B, C} from 'b'; import type {D} from 'd'; export type {E}; export type F = 1": (
        "import b#C as C"
    ),
    "import a = require('b'); import c = D.E; export = f;": ("import b as a; var c = D.E; module.exports = f"),
    "enum A { B, C = 5, D, E = 'e', 'F-G' = 1 << 2 }": "var A = {B: 0, C: 5, D: 6, E: 'e', F-G: (1 << 2)}",
    "export enum A { B }": "var A = {B: 0}; export A = A",
    "namespace A.B { const c = 1; export const d = c; }": (
        "var A = {B: arrow() {let c = 1; let d = c; return {d: d}}()}"
    ),
    "@a export class B { @c() d: E; f(@g() h: I) {} }": (
        "let B = @a class B() {@c() .d = (injected)(E); .f = method f(@g() h: I) {}}; export B = B"
    ),
    "const f = <T,>(a: T): T => a;": "let f = arrow(a: T) {return a}",
}
ELEMENTS = {
    '<div id="x" {...p} b={c} d>text {e}<A.B/>{/* no */}</div>': (
        "jsx('div', {id: 'x', **p, b: c, d: True}, 'text', e, jsx(A.B, {}))"
    ),
    "<></>": "jsx('', {})",
    "<A>{b.map(c => <d/>)}</A>": "jsx(A, {}, b.map(arrow(c) {return jsx('d', {})}))",
}


@pytest.mark.parametrize("ending", ["js", "mjs", "cjs", "ts", "mts", "cts", "tsx"])
@pytest.mark.parametrize(("source", "meaning"), BOTH.items())
def test_it_means(source, meaning, ending):
    found = script(source, f"a.{ending}")
    assert "; ".join(became(source, f"a.{ending}")) == meaning
    assert not found.unread
    assert not opaque(found.statements)


@pytest.mark.parametrize(("source", "meaning"), TYPED.items())
def test_of_types_only_the_names_of_classes_stay_that_may_be_injected(source, meaning):
    assert "; ".join(became(source, "a.ts")) == meaning
    assert not script(source, "a.ts").unread


@pytest.mark.parametrize("ending", ["jsx", "tsx", "js"])
@pytest.mark.parametrize(("source", "meaning"), ELEMENTS.items())
def test_elements_are_calls(source, meaning, ending):
    assert became(source, f"a.{ending}") == [meaning]
