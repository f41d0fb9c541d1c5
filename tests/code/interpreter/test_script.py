"""What the interpreter makes of JavaScript and TypeScript, form by form."""

import pytest
from tests.code.interpreter.programs import uses

CASES = {
    # assignments
    "constant": ("use('a')", ["'a'"]),
    "overwritten": ("let x = 'a'; x = 'b'; use(x)", ["'b'"]),
    "block": ("const x = 'a'; if (event.x) { const x = 'b'; use(x) } use(x)", ["'b'", "'a'"]),
    "var": ("if (true) { var x = 'a' } use(x)", ["'a'"]),
    "array pattern": ("const [a, [b], ...c] = [1, [2], 3, 4]; use(a, b, c)", ["1, 2, list(3, 4)"]),
    "object pattern": ("const {a, b: {c}, ...d} = {a: 1, b: {c: 2}, e: 3}; use(a, c, d)", ["1, 2, object(e: 3)"]),
    "pattern default": ("const {a = 'd', b = 'e'} = {a: 1}; use(a, b)", ["1, 'e'"]),
    "swap": ("let a = 1, b = 2; [a, b] = [b, a]; use(a, b)", ["2, 1"]),
    "step": ("let i = 0; i++; use(i); use(i++); use(i)", ["1", "1", "2"]),
    "nullish": ("let x = null; x ??= 'a'; use(x)", ["'a'"]),
    "augmented": ("let s = 'a'; s += 'b'; use(s)", ["'ab'"]),
    "event": ("const {body, headers: {host}} = event; use(body, host)", ["event.body, event.headers.host"]),
    # branches
    "known test": ("use(1 > 2 ? 'a' : 'b')", ["'b'"]),
    "open test": ("use(event.x ? 'a' : 'b')", ["'a' | 'b'"]),
    "if": ("let x = 'a'; if (event.x) x = 'b'; use(x)", ["'b' | 'a'"]),
    "dead": ("const DEBUG = false; if (DEBUG) use('dead'); use('live')", ["'live'"]),
    "early return": ("let x = 'a'; if (event.x) { x = 'b'; return } use(x)", ["'a'"]),
    "or": ("use(event.x || 'd')", ["event.x | 'd'"]),
    "and": ("event.x && use('a')", ["'a'"]),
    "chain": ("use(event?.body?.id ?? 'd')", ["event.body.id | 'd'"]),
    "allow list": ("if (!['a', 'b'].includes(event.x)) return; const x = event.x; use(x)", ["event.x"]),
    "allow list of a variable": ("const x = event.x; if (!['a', 'b'].includes(x)) return; use(x)", ["'a' | 'b'"]),
    "switch": ("let t; switch (event.x) { case 'a': t = 1; break; case 'b': t = 2; break; default: t = 3 } use(t)",
               ["1 | 2 | 3"]),
    "switch known": ("switch ('b') { case 'a': use(1); break; case 'b': use(2); case 'c': use(3) }", ["2", "3"]),
    "switch return": ("switch (event.x) { case 'a': return use(1); default: return use(2) }", ["1", "2"]),
    # containers
    "object": ("const o = {a: {b: 1}, ['c']: 2}; use(o.a.b, o['c'])", ["1, 2"]),
    "shorthand": ("const a = 1; use({a, f() {}}.a)", ["1"]),
    "spread": ("use({...{a: 1}, b: 2})", ["object(a: 1, b: 2)"]),
    "object set": ("const o = {}; o.a = 1; o['b'] = 2; use(o)", ["object(a: 1, b: 2)"]),
    "open key": ("const o = {a: 1, b: 2}; use(o[event.k])", ["1 | 2"]),
    "entries": ("for (const [k, v] of Object.entries({a: 1, b: 2})) use(k, v)", ["'a', 1", "'b', 2"]),
    "keys": ("use(Object.keys({a: 1}), Object.values({a: 1}))", ["list('a'), list(1)"]),
    "assign": ("use(Object.assign({}, {a: 1}, {b: 2}))", ["object(a: 1, b: 2)"]),
    "fromEntries": ("use(Object.fromEntries([['a', 1]]))", ["object(a: 1)"]),
    "getter": ("const o = {get a() { return 'x' }}; use(o.a)", ["'x'"]),
    "delete": ("const o = {a: 1, b: 2}; delete o.a; use(o)", ["object(b: 2)"]),
    "map of": ("const m = new Map([['a', 1]]); m.set('b', 2); use(m.get('b'))", ["2"]),
    "set of": ("for (const x of new Set(['a', 'a'])) use(x)", ["'a'"]),
    "array": ("const l = [1]; l.push(2); use(l, l.length, l[1])", ["list(1, 2), 2, 2"]),
    "array spread": ("use([1, ...[2, 3]])", ["list(1, 2, 3)"]),
    "map": ("use([1, 2].map(x => x + 1))", ["list(2, 3)"]),
    "map open": ("use(event.Records.map(r => r.k))", ["list(*event.Records.[].k)"]),
    "filter": ("use([1, 2].filter(x => x > 1))", ["list(2)"]),
    "find": ("use([{n: 'a'}, {n: 'b'}].find(x => x.n === 'b'))", ["object(n: 'b')"]),
    "reduce": ("use(['a', 'b'].reduce((s, x) => s + x, ''))", ["'ab'"]),
    "reduce object": ("use(['a'].reduce((o, x) => ({...o, [x]: 1}), {}))", ["object(a: 1)"]),
    "flatMap": ("use([1].flatMap(x => [x, x]))", ["list(1, 1)"]),
    "forEach": ("['a', 'b'].forEach(x => use(x))", ["'a'", "'b'"]),
    "concat": ("use([1].concat([2], 3))", ["list(1, 2, 3)"]),
    # texts
    "template": ("use(`a${event.k}b`)", ["text(a,event.k,b)"]),
    "sum": ("use('a' + 1 + event.k)", ["text(a1,event.k)"]),
    "join": ("use(['a', 'b'].join('/'))", ["'a/b'"]),
    "split": ("use('arn:aws:s3:::b'.split(':').pop())", ["'b'"]),
    "replace": ("use('a-b'.replace('-', '_').toUpperCase())", ["'A_B'"]),
    "path": ("use(require('path').join('/tmp', event.f))", ["text(/tmp/,event.f)"]),
    "json": ("use(JSON.parse('{\"a\": [1]}').a[0], JSON.parse(event.body).id)", ["1, event.body.id"]),
    # environment
    "process": ("use(process.env.T)", ["$T"]),
    "process destructured": ("const { T, U = 'd' } = process.env; use(T, U)", ["$T, $U='d'"]),
    "process or": ("use(process.env.T || 'd', process.env['U'] ?? 'e')", ["$T='d', $U='e'"]),
    "process key": ("const k = 'T'; use(process.env[k])", ["$T"]),
    "process import": ("const { env } = require('process'); use(env.T)", ["$T"]),
    # functions
    "default": ("function f(a, b = 'x') { use(a, b) } f(1); f(1, 2)", ["1, 'x'", "1, 2"]),
    "hoisted": ("f(); function f() { use('a') }", ["'a'"]),
    "rest": ("const f = (a, ...b) => use(a, b); f(1, 2, 3)", ["1, list(2, 3)"]),
    "spread call": ("const f = (a, b) => use(a, b); f(...[1, 2])", ["1, 2"]),
    "pattern parameter": ("const f = ({a, b = 2}) => use(a, b); f({a: 1})", ["1, 2"]),
    "closure": ("const make = t => () => use(t); make('a')(); make('b')()", ["'a'", "'b'"]),
    "once": ("let c; const get = () => c || (c = 'a'); use(get()); use(get())", ["'a'", "'a'"]),
    "bind": ("function f(x) { use(this.t, x) } f.bind({t: 'a'})(1); f.call({t: 'b'}, 2)", ["'a', 1", "'b', 2"]),
    "immediate": ("(() => use('a'))(); (async () => { use('b') })()", ["'a'", "'b'"]),
    "arguments": ("function f() { use(arguments[0]) } f('a')", ["'a'"]),
    "recursion": ("const f = n => n === 0 ? 'x' : f(n - 1); use(f(event.n))", ["'x'"]),
    "generator": ("function* g() { yield 'a' } for (const x of g()) use(x)", ["'a'"]),
    # promises
    "await": ("const f = async () => 'a'; use(await f())", ["'a'"]),
    "then": ("const f = async () => 'a'; f().then(x => x + 'b').then(x => use(x))", ["'ab'"]),
    "then undefined": ("const f = async () => {}; f().then(() => use('a')).catch(e => use('b'))", ["'a'", "'b'"]),
    "all": ("const [a, b] = await Promise.all([Promise.resolve('a'), 'b']); use(a, b)", ["'a', 'b'"]),
    "all map": ("await Promise.all(['a', 'b'].map(async x => { use(x) }))", ["'a'", "'b'"]),
    "new Promise": ("use(await new Promise((ok) => ok('a')))", ["'a'"]),
    "promisify": ("const f = require('util').promisify(x => use(x)); await f('a')", ["'a'"]),
    "timer": ("setTimeout(() => use('a'), 10)", ["'a'"]),
    "callback": ("require('z').each(() => use('called'))", ["'called'"]),
    # exceptions
    "try": ("let x = 'a'; try { x = 'b' } catch (e) { use(x) } use(x)", ["'a' | 'b'", "'b' | 'a'"]),
    "finally": ("try { return 1 } finally { use('f') }", ["'f'"]),
    "throw": ("const f = () => { throw new Error('x') }; try { f() } catch { use('caught') }", ["'caught'"]),
    # loops
    "for of": ("for (const t of ['a', 'b']) use(t)", ["'a'", "'b'"]),
    "for of open": ("for (const r of event.Records) use(r.k)", ["event.Records.[].k"]),
    "for in": ("for (const k in {a: 1}) use(k)", ["'a'"]),
    "for": ("const l = ['a', 'b']; for (let i = 0; i < l.length; i++) use(l[i])", ["'a'", "'b'"]),
    "loop carried": ("let x = 'a'; for (const r of event.r) x = 'b'; use(x)", ["'a' | 'b'"]),
    "while": ("let i = 0; while (i < 2) { use(i); i++ }", ["0", "1"]),
    "do": ("let t; do { t = event.t; use(t) } while (t)", ["event.t"]),
    "break": ("let y; for (const x of [1, 2, 3]) { y = x; if (x === 2) break } use(y)", ["2"]),
    "label": ("a: for (const x of [1, 2]) { for (const y of [1]) { continue a } use('no') } use('yes')", ["'yes'"]),
    "collected": ("const l = []; for (const r of event.r) l.push(r.k); use(l)", ["list(*event.r.[].k)"]),
    # classes
    "instance": ("class A { constructor(t) { this.t = t } go() { use(this.t) } } new A('a').go(); new A('b').go()",
                 ["'a'", "'b'"]),
    "field": ("class A { t = 'a'; go = () => use(this.t) } const { go } = new A(); go()", ["'a'"]),
    "private": ("class A { #t = 'a'; go() { use(this.#t) } } new A().go()", ["'a'"]),
    "inheritance": ("class A { n() { return 'a' } go() { use(this.n()) } } "
                    "class B extends A { n() { return super.n() + 'b' } } new B().go()", ["'ab'"]),
    "super": ("class A { constructor(t) { this.t = t } } class B extends A { constructor() { super('a') } } "
              "use(new B().t)", ["'a'"]),
    "implicit super": ("class A { constructor(t) { this.t = t } } class B extends A {} use(new B('a').t)", ["'a'"]),
    "get": ("class A { get t() { return 'a' } } use(new A().t)", ["'a'"]),
    "static": ("class A { static t = 'a'; static f() { use(this.t) } } A.f(); use(A.t)", ["'a'", "'a'"]),
    "singleton": ("class A { static get() { if (!A.i) A.i = new A(); return A.i } go() { use('a') } } A.get().go()",
                  ["'a'"]),
    "prototype": ("function A(t) { this.t = t } A.prototype.go = function () { use(this.t) }; new A('a').go()",
                  ["'a'"]),
    "prototype chain": ("function A() {} A.prototype.go = function () { use('a') }; function B() {} "
                        "B.prototype = Object.create(A.prototype); new B().go()", ["'a'"]),
    "dispatch": ("const h = {a: () => use('a'), b: () => use('b')}; h[event.m]()", ["'a'", "'b'"]),
    "dispatch known": ("const h = {a: () => use('a'), b: () => use('b')}; h['b']()", ["'b'"]),
    # SDK chains
    "v2": ("const AWS = require('aws-sdk'); const d = new AWS.DynamoDB.DocumentClient(); await d.get({}).promise()",
           ["aws-sdk.DynamoDB.DocumentClient", "aws-sdk.DynamoDB.DocumentClient().get"]),
    "v3": ("const { S3Client: C, GetObjectCommand: G } = require('@aws-sdk/client-s3'); await new C().send(new G({}))",
           ["@aws-sdk/client-s3.S3Client", "@aws-sdk/client-s3.GetObjectCommand",
            "@aws-sdk/client-s3.S3Client().send"]),
}  # fmt: skip


@pytest.mark.parametrize(("program", "expected"), CASES.values(), ids=CASES)
def test_form(program, expected):
    text = f"const {{ use }} = require('lib');\nexports.handler = async (event, context) => {{\n{program}\n}};\n"
    assert uses(text, "app.js") == expected


TYPED = {
    "parameter property": ("class A { constructor(private readonly t: string) {} go() { use(this.t) } }\n"
                           "new A('a').go()", ["'a'"]),
    "enum": ("enum T { A = 'a' }\nuse(T.A)", ["'a'"]),
    "as": ("use((event as any).body!)", ["event.body"]),
    "namespace": ("namespace N { export const t = 'a' }\nuse(N.t)", ["'a'"]),
    "decorated": ("class A { @log() go() { use('a') } }\nnew A().go()", ["'a'"]),
}  # fmt: skip


@pytest.mark.parametrize(("program", "expected"), TYPED.values(), ids=TYPED)
def test_typed(program, expected):
    lines = program.replace("namespace", "\nnamespace")
    start = "import { use, log } from 'lib';\n"
    if "namespace" in program or "enum" in program:
        declared, _, rest = lines.rpartition("\n")
        text = f"{start}{declared}\nexport const handler = async (event: any) => {{\n{rest}\n}};\n"
    else:
        text = f"{start}export const handler = async (event: any) => {{\n{program}\n}};\n"
    assert uses(text, "app.ts") == expected
