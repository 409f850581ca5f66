// The levers: rows of native range inputs and boxes; what moves is sent while it moves, one message in flight.
//
// Three mounts share this module: the list itself ("spec"), the values that stand ("now") and the echo of the last
// message at the end of a run ("ack"). The server's values are the truth; a row shows its own only while it is being
// moved, or while the server has not yet said that it took them.

const PATIENCE = 10_000; // ms until a message counts as lost; after a run that knew nothing of it, less
const SHEET = matchMedia("(max-width: 640px)");

const list = { root: null, rows: [], byName: new Map(), spec: "", words: {}, current: 0, held: null };
let values = {}; // name → [number, text], where another value stands than in the spec
let told = {}; // name → [sentence, whether it is a refusal]

// What goes to the server.

const wire = { send: null, seq: 0, inFlight: 0, pending: new Map(), unacked: new Map(), moving: false, clock: 0 };

function report(name, value) {
    wire.pending.set(name, value);
    if (!list.held) finish();
    else if (!wire.inFlight) flush(true);
    wire.moving = Boolean(list.held);
}

function flush(moving) {
    for (const [name, value] of wire.pending) wire.unacked.set(name, { value, seq: wire.seq + 1 });
    wire.pending.clear();
    wire.inFlight = ++wire.seq;
    const said = [...wire.unacked].map(([name, { value }]) => [name, value]);
    wire.send("move", { seq: wire.seq, values: Object.fromEntries(said), moving });
    expect(PATIENCE);
}

function expect(patience) {
    clearTimeout(wire.clock);
    wire.clock = setTimeout(() => wire.inFlight && flush(Boolean(list.held)), patience);
}

function finish() { // the end of a move is said at once, over a run in flight
    wire.moving = false;
    flush(false);
}

function acknowledged(seq) {
    for (const [name, each] of wire.unacked) if (each.seq <= seq) wire.unacked.delete(name);
    if (seq >= wire.inFlight) {
        wire.inFlight = 0;
        clearTimeout(wire.clock);
        // after the answer is painted: what moved meanwhile
        requestAnimationFrame(() => setTimeout(() => {
            if (wire.pending.size && !wire.inFlight) flush(Boolean(list.held));
        }));
    } else if (wire.inFlight) {
        expect(1000); // a run ended that did not know the message: on its way still, or lost with the connection
    }
    show();
}

// Numbers as the list writes them while they move; the server's texts follow.

function written(row, number) {
    const { factor, decimals, before, after } = row.lever;
    const [thousands, point] = list.words.marks;
    const [whole, part] = Math.abs(number * factor).toFixed(decimals).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "").split(".");
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, thousands) + (part ? point + part : "");
    return (number < 0 && /[1-9]/.test(grouped) ? "−" : "") + before + grouped + after;
}

function filled(template, parts) {
    return template.replace(/\{(\w+)\}/g, (_, name) => parts[name]);
}

// A row.

function make(tag, props = {}, ...children) {
    const { part, ...rest } = props;
    const element = document.createElement(tag);
    if (part) element.className = part;
    for (const [name, value] of Object.entries(rest)) element.setAttribute(name, value);
    element.append(...children);
    return element;
}

function rowOf(lever) {
    const id = `lever-${lever.name}`;
    const row = {
        lever,
        label: make("label", { for: id }),
        help: make("button", { part: "help", type: "button", popovertarget: "help" }, "?"),
        box: make("input", { part: "box", type: "text", inputmode: "decimal", autocomplete: "off", "aria-describedby": `${id}-told` }),
        less: make("button", { part: "step less", type: "button" }, "−"),
        more: make("button", { part: "step more", type: "button" }, "+"),
        band: make("i", { part: "band" }),
        mark: make("i", { part: "mark" }),
        range: make("input", { type: "range", id, "aria-describedby": `${id}-who ${id}-told` }),
        who: make("span", { part: "who", id: `${id}-who` }),
        usual: make("span", { part: "usual" }),
        back: make("button", { part: "back", type: "button" }),
        told: make("p", { part: "told", id: `${id}-told`, role: "alert" }),
    };
    row.node = make("div", { part: "lever", "data-name": lever.name },
        make("div", { part: "head" }, row.label, row.help, row.less, row.box, row.more),
        make("div", { part: "track" }, row.band, row.mark, row.range),
        make("div", { part: "foot" }, row.who, row.usual, row.back), row.told);
    listen(row);
    return row;
}

function listen(row) {
    const name = row.lever.name;
    const { range, box } = row;
    range.addEventListener("pointerdown", () => hold(name));
    range.addEventListener("keydown", (event) => /^(Arrow|Page|Home|End)/.test(event.key) && hold(name));
    range.addEventListener("input", () => move(row, Number(range.value)));
    range.addEventListener("change", () => Number(range.value) !== row.at && move(row, Number(range.value)));
    for (const end of ["pointerup", "pointercancel", "keyup", "blur"]) range.addEventListener(end, release);
    box.addEventListener("focus", () => box.select());
    box.addEventListener("input", () => { row.typing = true; });
    box.addEventListener("keydown", (event) => {
        if (event.key === "Enter") typed(row);
        if (event.key === "Escape") { row.typing = false; draw(row); }
    });
    box.addEventListener("blur", () => typed(row));
    row.less.addEventListener("click", () => step(row, -1));
    row.more.addEventListener("click", () => step(row, 1));
    row.help.addEventListener("click", () => explain(row));
    row.back.addEventListener("click", () => {
        range.focus({ preventScroll: true }); // before the button hides
        move(row, row.lever.was);
    });
}

function hold(name) {
    if (list.held !== name) release();
    list.held = name;
}

function release() {
    if (!list.held) return;
    list.held = null;
    if (wire.moving) finish();
}

function move(row, number) {
    row.typing = false;
    delete told[row.lever.name];
    place(row, number, written(row, number));
    report(row.lever.name, number);
}

function step(row, direction) {
    const { low, high, step: by } = row.lever;
    const next = low + Math.round((row.at - low) / by + direction) * by;
    move(row, Number(Math.min(high, Math.max(low, next)).toFixed(10)));
}

function typed(row) {
    if (!row.typing) return;
    row.typing = false;
    const text = row.box.value.trim();
    if (!text || text === row.text) draw(row);
    else report(row.lever.name, text.slice(0, 600));
}

// What stands.

function draw(row) {
    const name = row.lever.name;
    const [number, text] = values[name] ?? [row.lever.was, row.lever.wasText];
    const [sentence, refused] = told[name] ?? ["", false];
    if (row.told.textContent !== sentence) row.told.textContent = sentence;
    row.node.classList.toggle("refused", Boolean(sentence && refused));
    row.box.setAttribute("aria-invalid", String(Boolean(sentence && refused)));
    if (list.held === name || row.typing || wire.pending.has(name) || wire.unacked.has(name)) return;
    place(row, number, text);
}

function place(row, number, text) {
    const { lever } = row;
    row.at = number;
    row.text = text;
    if (row.box.value !== text) row.box.value = text;
    if (Number(row.range.value) !== number) row.range.value = number;
    const moved = number !== lever.was;
    const outside = lever.band && (number < lever.band[0] || number > lever.band[1]);
    const spoken = [text, moved ? filled(list.words.was, { value: lever.wasText, against: list.words.against }) : "",
        lever.usual ? lever.usual + (outside ? `, ${list.words.outside}` : "") : ""];
    row.range.setAttribute("aria-valuetext", spoken.filter(Boolean).join(", "));
    row.node.classList.toggle("moved", moved);
    row.node.classList.toggle("outside", Boolean(outside));
    row.usual.textContent = outside ? `${lever.usual}: ${list.words.outside}` : lever.usual;
    row.back.hidden = !moved;
    const at = share(lever, number);
    row.range.style.setProperty("--at", at);
    count(row.group);
}

function share({ low, high }, number) {
    return Math.min(1, Math.max(0, (number - low) / (high - low)));
}

function show() {
    list.rows.forEach(draw);
}

function count(group) { // "2 moved", beside the name of a group
    if (!group) return;
    const moved = group.rows.filter((row) => row.at !== undefined && row.at !== row.lever.was).length;
    const text = moved ? filled(list.words.moved, { count: moved }) : String(group.rows.length);
    if (group.count.textContent !== text) group.count.textContent = text;
    group.node.classList.toggle("moved", moved > 0);
}

function describe(row, lever) { // a new spec changes rows, it never makes them anew: focus and a drag stay
    row.lever = lever;
    row.label.textContent = lever.label;
    row.who.textContent = lever.who;
    row.help.setAttribute("aria-label", filled(list.words.help, { label: lever.label }));
    row.box.setAttribute("aria-label", filled(list.words.exactly, { label: lever.label }));
    row.less.setAttribute("aria-label", filled(list.words.less, { label: lever.label }));
    row.more.setAttribute("aria-label", filled(list.words.more, { label: lever.label }));
    Object.assign(row.range, { min: lever.low, max: lever.high, step: lever.step });
    row.mark.style.setProperty("--at", share(lever, lever.was));
    row.band.hidden = !lever.band;
    if (lever.band) {
        row.band.style.setProperty("--from", share(lever, lever.band[0]));
        row.band.style.setProperty("--to", share(lever, lever.band[1]));
    }
    row.back.textContent = `↶ ${filled(list.words.wasShort, { value: lever.wasText })}`;
    row.back.setAttribute("aria-label", filled(list.words.back, { label: lever.label, value: lever.wasText, against: list.words.against }));
    row.at = undefined;
}

function explain(row) {
    const help = list.root.querySelector("#help");
    help.textContent = row.lever.help;
    const place = row.help.getBoundingClientRect();
    help.style.left = `${Math.max(8, Math.min(place.left, innerWidth - 300))}px`;
    help.style.top = place.bottom + 160 > innerHeight ? "auto" : `${place.bottom + 6}px`;
    help.style.bottom = place.bottom + 160 > innerHeight ? `${innerHeight - place.top + 6}px` : "auto";
}

// The list, and on a phone the sheet: one row of it, with the way to its neighbours and to all.

function build(root, spec) {
    const groups = spec.groups.map(({ name, levers }) => {
        const rows = levers.map(rowOf);
        if (!name) return { rows, node: make("div", { part: "first" }, ...rows.map((row) => row.node)) };
        const [title, counted] = [make("span"), make("span", { part: "count" })];
        const group = { rows, title, count: counted };
        group.node = make("details", {}, make("summary", {}, title, counted), ...rows.map((row) => row.node));
        rows.forEach((row) => { row.group = group; });
        return group;
    });
    list.rows = groups.flatMap((group) => group.rows);
    list.byName = new Map(list.rows.map((row) => [row.lever.name, row]));
    list.groups = groups;
    list.before = make("button", { part: "neighbour", type: "button" });
    list.after = make("button", { part: "neighbour", type: "button" });
    list.all = make("button", { part: "all", type: "button", "aria-expanded": "false" });
    list.node = make("div", { part: "list" },
        make("div", { part: "nav" }, list.before, list.all, list.after), ...groups.map((group) => group.node),
        make("div", { id: "help", popover: "auto" }));
    list.before.addEventListener("click", () => turn(-1));
    list.after.addEventListener("click", () => turn(1));
    list.all.addEventListener("click", () => unfold(list.all.getAttribute("aria-expanded") === "false"));
    list.node.addEventListener("focusin", (event) => {
        const at = list.rows.findIndex((row) => row.node.contains(event.target));
        if (at >= 0) choose(at);
    });
    swipes(list.node);
    root.append(list.node);
    list.root = root;
}

function turn(by) {
    choose((list.current + by + list.rows.length) % list.rows.length);
}

function choose(at) {
    list.current = at;
    const { rows } = list;
    rows.forEach((row, n) => row.node.classList.toggle("current", n === at));
    const sheet = SHEET.matches && list.all.getAttribute("aria-expanded") === "false";
    if (sheet && rows[at].group) rows[at].group.node.open = true;
    const name = (n) => rows[(n + rows.length) % rows.length].lever.label;
    list.before.textContent = `‹ ${name(at - 1)}`;
    list.after.textContent = `${name(at + 1)} ›`;
}

function unfold(open) {
    list.all.setAttribute("aria-expanded", String(open));
    list.all.textContent = open ? list.words.fewer : filled(list.words.all, { count: list.rows.length });
    list.root.host.toggleAttribute("data-unfolded", open); // what stands around the list unfolds with it
    choose(list.current);
    if (open) list.rows[list.current].node.scrollIntoView({ block: "nearest" });
}

function swipes(node) {
    let from = null;
    node.addEventListener("pointerdown", (event) => {
        const free = event.pointerType === "touch" && !event.target.matches("input, button");
        from = free ? [event.clientX, event.clientY] : null;
    });
    node.addEventListener("pointerup", (event) => {
        if (!from || list.all.getAttribute("aria-expanded") === "true" || !SHEET.matches) return;
        const [across, down] = [event.clientX - from[0], event.clientY - from[1]];
        if (Math.abs(across) > 40 && Math.abs(across) > 2 * Math.abs(down)) turn(across < 0 ? 1 : -1);
        from = null;
    });
}

export default function ({ data, parentElement, setTriggerValue }) {
    if (data.role === "now") {
        ({ values, told } = data);
        show();
        return;
    }
    if (data.role === "ack") {
        acknowledged(data.seq);
        return;
    }
    wire.send = setTriggerValue;
    const spec = JSON.parse(data.spec);
    const isNew = list.root !== parentElement || !list.node.isConnected;
    list.words = spec.words;
    if (isNew) build(parentElement, spec);
    spec.groups.forEach(({ name, levers }, n) => {
        if (name) list.groups[n].title.textContent = name;
        levers.forEach((lever) => describe(list.byName.get(lever.name), lever));
    });
    show();
    if (isNew) unfold(false);
}

SHEET.addEventListener("change", () => list.root && choose(list.current));
addEventListener("pointerup", release); // outside the handle too
addEventListener("blur", release);
