"use strict";
/* Charts: the figure comes from the server as JSON; this file resolves its colours from the CSS tokens, fits it to the
   width of the screen, lays real links over the markers and writes the readout. Nothing here is needed to read a page. */
(() => {
  const NARROW_SPACE = "\u202f", MINUS = "\u2212";
  const signed = (x, digits) => {
    const text = Math.abs(x).toFixed(digits);
    return (Number(text) === 0 ? "" : x > 0 ? "+" : MINUS) + text;
  };
  const pct = (x, digits) => signed(x, digits) + NARROW_SPACE + "%";
  const CONFIG = { displayModeBar: false, responsive: false, scrollZoom: false, doubleClick: false };
  const NARROW = 520, NEAR = 24, THIN = 3, TICK = 62;

  /* ---- colours: light-dark() is resolved by the browser, never by us: read it through a probe ---- */
  function palette() {
    const probe = document.createElement("i"), known = new Map();
    document.body.append(probe);
    const read = (name) => {
      probe.style.color = `var(--${name})`;
      return getComputedStyle(probe).color;
    };
    const colour = (name) => {
      if (!known.has(name)) known.set(name, read(name));
      return known.get(name);
    };
    return {
      colour,
      font: getComputedStyle(document.body).fontFamily,
      done: () => probe.remove(),
    };
  }
  const faded = (rgb, percent) =>
    rgb.replace(/rgba?\(([^)]+)\)/, (_, v) => `rgba(${v.split(",").slice(0, 3).join(",")},${percent / 100})`);

  /* every "var(--token)" and "var(--token@45)" of a figure becomes the colour of the theme in use */
  function resolved(value, colours) {
    if (Array.isArray(value)) return value.map((v) => resolved(v, colours));
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, resolved(v, colours)]));
    }
    if (typeof value !== "string" || !value.startsWith("var(--")) return value;
    const [name, opacity] = value.slice(6, -1).split("@");
    if (name === "font") return colours.font;
    return opacity ? faded(colours.colour(name), Number(opacity)) : colours.colour(name);
  }
  const named = (figure, name) => figure.data.find((trace) => trace.name === name);

  /* ---- links over the markers: reachable by Tab, 24 px targets, one pop-over for mouse and keyboard ----
     Positions go through CSSOM (element.style.left), which a strict style-src allows. */
  function grouped(markers, pixels) {
    const groups = [];
    for (const m of markers) {
      const last = groups[groups.length - 1];
      if (last && (m.x - last.items[last.items.length - 1].x) * pixels < NEAR) last.items.push(m);
      else groups.push({ items: [m] });
    }
    for (const g of groups) g.x = g.items.reduce((sum, m) => sum + m.x, 0) / g.items.length;
    return groups;
  }

  /* markers that would touch become one bubble with their number */
  function bubbles(figure, groups, colours, from) {
    const trace = named(figure, "announcements"), many = groups.filter((g) => g.items.length > 1);
    const hidden = new Set(many.flatMap((g) => g.items.map((m) => m.x)));
    trace.marker.opacity = trace.x.map((x) => (hidden.has(x) || x < from ? 0 : 1));
    figure.data.push({
      type: "scatter", mode: "markers+text", x: many.map((g) => g.x), y: many.map(() => 0.5), yaxis: "y3",
      text: many.map((g) => String(g.items.length)), hoverinfo: "skip",
      textfont: { size: 11, color: colours.colour("canvas"), family: colours.font, weight: 620 },
      marker: { size: 19, symbol: "circle", color: colours.colour("ink"), line: { width: 0 }, opacity: 1 },
    });
  }

  function line(tag, css, text) {
    const node = document.createElement(tag);
    if (css) node.className = css;
    node.textContent = text;
    return node;
  }

  class PopOver {
    constructor(fig) {
      this.fig = fig;
      this.box = Object.assign(document.createElement("div"), { className: "pop", hidden: true, id: fig.dataset.chart + "-pop" });
      this.owner = null;
      this.box.addEventListener("keydown", (e) => { if (e.key === "Escape") this.close(true); });
      this.box.addEventListener("focusout", (e) => { if (!this.box.contains(e.relatedTarget)) this.close(false); });
      fig.append(this.box);
    }
    show(group, x, y, owner, stays) {
      this.owner = owner;
      this.box.classList.toggle("is-open", stays);
      this.box.replaceChildren(...group.items.map((m) => {
        const p = document.createElement("p"), title = line(stays && m.url ? "a" : "span", "pop__t", m.title);
        if (stays && m.url) title.href = m.url;
        p.append(line("span", "pop__h", `${m.when} · ${m.kind}`), title, line("span", "pop__n", m.numbers));
        return p;
      }));
      this.box.hidden = false;
      const room = this.fig.clientWidth - this.box.offsetWidth;
      this.box.style.left = Math.max(0, Math.min(room, x - this.box.offsetWidth / 2)) + "px";
      this.box.style.top = y + 16 + "px";
      if (stays) this.box.querySelector("a").focus();
    }
    close(back) {
      if (this.box.hidden) return;
      this.box.hidden = true;
      this.box.classList.remove("is-open");
      this.owner?.setAttribute("aria-expanded", "false");
      this.returning = true; /* the focus that comes back must not open the pop-over again */
      if (back) this.owner?.focus();
      this.returning = false;
    }
    hide() { if (!this.box.classList.contains("is-open")) this.close(false); }
  }

  function links(fig, plot, groups, words) {
    fig.querySelectorAll(".evb, .pop").forEach((n) => n.remove());
    const { xaxis, yaxis3 } = plot._fullLayout, pop = new PopOver(fig), nodes = [];
    for (const g of groups) {
      const single = g.items.length === 1, m = g.items[0];
      if (single && !m.url) continue; /* the announcement this page is about */
      const b = document.createElement(single ? "a" : "button");
      const x = xaxis._offset + xaxis.l2p(g.x), y = plot.offsetTop + yaxis3._offset + yaxis3.l2p(0.5);
      b.className = "evb";
      b.style.left = x + "px";
      b.style.top = y + "px";
      if (single) {
        b.href = m.url;
        b.setAttribute("aria-label", `${m.when}, ${m.kind}: ${m.title}. ${m.numbers}`);
      } else {
        b.type = "button";
        b.setAttribute("aria-expanded", "false");
        b.setAttribute("aria-label", `${g.items.length} ${words.around} ${m.when}`);
        b.addEventListener("click", () => { pop.show(g, x, y, b, true); b.setAttribute("aria-expanded", "true"); });
      }
      const peek = () => { if (!pop.returning && !pop.box.classList.contains("is-open")) pop.show(g, x, y, b, false); };
      b.addEventListener("mouseenter", peek);
      b.addEventListener("focus", peek);
      b.addEventListener("mouseleave", () => pop.hide());
      b.addEventListener("blur", () => pop.hide());
      b.addEventListener("keydown", (e) => { if (e.key === "Escape") pop.close(false); });
      nodes.push(b);
    }
    /* in the order of the page: before the pop-over, so that Tab goes from a button into its open list */
    fig.insertBefore(Object.assign(document.createElement("span"), { hidden: true }), pop.box).replaceWith(...nodes);
  }

  /* ---- the readout above a chart ---- */
  function say(fig, parts) {
    const out = fig.querySelector("[data-readout]");
    out.replaceChildren(...parts.flatMap((p) => {
      const value = line("b", [p.css, p.optional ? "opt" : ""].filter(Boolean).join(" "), p.text);
      return p.label ? [line("i", p.optional ? "opt" : "", p.label), value] : [value];
    }));
  }
  function onHover(plot, show, rest) {
    plot.removeAllListeners?.("plotly_hover");
    plot.removeAllListeners?.("plotly_unhover");
    plot.on("plotly_hover", (e) => show(e.points[0].x));
    plot.on("plotly_unhover", rest);
    rest();
  }

  /* ---- price ---- */
  function steps(low, high, count = 5) {
    const raw = (high - low) / count, size = 10 ** Math.floor(Math.log10(raw)), out = [];
    const step = [1, 2, 2.5, 5, 10].map((k) => k * size).find((s) => s >= raw);
    for (let v = Math.ceil(low / step) * step; v <= high + 1e-9; v += step) out.push(+v.toFixed(6));
    return out;
  }
  const least = (values) => values.reduce((a, v) => (v != null && v < a ? v : a), Infinity);
  const most = (values) => values.reduce((a, v) => (v != null && v > a ? v : a), -Infinity);

  function overlayLines(fig, payload, figure, closes, a) {
    const found = [];
    for (const box of fig.parentElement.querySelectorAll("[data-overlay]")) {
      const name = box.dataset.overlay, raw = payload.overlays[name], trace = named(figure, name);
      const first = raw.findIndex((v, i) => i >= a && v != null);
      trace.visible = box.checked && first >= 0;
      const gain = box.parentElement.querySelector("[data-gain]");
      if (!trace.visible) { gain.textContent = ""; continue; }
      trace.y = raw.map((v, i) => (v == null || i < a ? null : (v / raw[first]) * closes[first]));
      const last = raw.findLast((v) => v != null);
      gain.textContent = pct((last / raw[first] - 1) * 100, 0);
      found.push({ name, y: trace.y, gain: gain.textContent });
    }
    return found;
  }

  function monthTicks(days, a, width, words) {
    const starts = [];
    for (let i = a + 1; i < days.length; i++) if (days[i].slice(0, 7) !== days[i - 1].slice(0, 7)) starts.push(i);
    const every = [1, 2, 3, 6, 12].find((k) => starts.length / k <= width / TICK) || 12;
    const shown = starts.filter((i) => (Number(days[i].slice(5, 7)) - 1) % every === 0);
    const label = (i) => (days[i].slice(5, 7) === "01" ? days[i].slice(0, 4) : words.months[Number(days[i].slice(5, 7)) - 1]);
    return { tickvals: shown, ticktext: shown.map(label) };
  }

  function priceLabels(view) {
    const { last, ticks, plotHeight, colours, lines, narrow, volumeTop, range } = view;
    const unit = (range[1] - range[0]) / (plotHeight * 0.73);
    const font = { size: 11, color: colours.colour("ink-3"), family: colours.font };
    const right = { xref: "paper", x: 1, xanchor: "left", showarrow: false };
    const digits = range[1] < 2 ? 2 : 1;
    const tag = { ...right, xshift: 3, yref: "y", y: last, text: last.toFixed(last < 1 ? 3 : 2), bgcolor: colours.colour("ink"), borderpad: 2,
      font: { ...font, color: colours.colour("canvas"), weight: 560 } };
    const grid = ticks.filter((v) => Math.abs(last - v) > 13 * unit).map((v) => ({ ...right, xshift: 4, yref: "y", y: v, text: v.toFixed(Number.isInteger(v) ? 0 : digits), font }));
    const beside = narrow ? [] : lines.map((l) => ({ xref: "paper", x: 1, xanchor: "right", yref: "y", y: most(l.y.slice(-Math.ceil(96 / view.pixels))), yshift: 10, showarrow: false,
      text: `${l.name} ${l.gain}`, bgcolor: faded(colours.colour("canvas"), 70), borderpad: 1, font: { ...font, color: colours.colour("ink-2") } }));
    const volume = volumeTop > 0 ? [{ ...right, xshift: 4, yref: "paper", y: 0.15, yanchor: "top", text: (volumeTop / 1e6).toFixed(volumeTop < 1e7 ? 1 : 0) + NARROW_SPACE + "M", font }] : [];
    return [tag, ...grid, ...beside, ...volume];
  }

  function priceReadout(fig, payload, candles, closes, volumes, i) {
    const w = payload.words, iso = payload.days[i], [y, m, d] = iso.split("-").map(Number);
    const weekday = w.weekdays[new Date(Date.UTC(y, m - 1, d)).getUTCDay()];
    const parts = [{ text: `${weekday} ${d} ${w.months[m - 1]} ${y}` }];
    const digits = closes[i] < 1 ? 3 : 2;
    for (const name of ["open", "high", "low"]) {
      if (candles[name][i] != null) parts.push({ label: w[name], text: candles[name][i].toFixed(digits), optional: true });
    }
    parts.push({ label: w.close, text: closes[i].toFixed(digits) });
    if (i > 0) {
      const change = (closes[i] / closes[i - 1] - 1) * 100, text = pct(change, 2);
      parts.push({ text, css: text.startsWith("+") ? "up" : text.startsWith(MINUS) ? "down" : "flat" });
    }
    if (volumes[i] != null) parts.push({ label: w.volume, text: (volumes[i] / 1e6).toFixed(1) + NARROW_SPACE + "M", optional: true });
    say(fig, parts);
  }

  function drawPrice(fig, payload, figure, plot, colours) {
    const width = plot.clientWidth, n = payload.days.length, narrow = width < NARROW;
    const chosen = fig.parentElement.querySelector("[data-range] input:checked")?.value || payload.range;
    const length = payload.ranges[chosen], a = length ? Math.max(0, n - length) : 0, pixels = (width - 56) / (n - a);
    const candles = named(figure, "candles"), closes = named(figure, "close").y, volumes = named(figure, "volume").y;
    const thin = pixels < THIN;
    named(figure, "close").visible = thin;
    candles.visible = named(figure, "closes-only").visible = !thin;
    const lines = overlayLines(fig, payload, figure, closes, a);
    const seen = [closes, thin ? [] : candles.low, thin ? [] : candles.high, ...lines.map((l) => l.y)].map((s) => s.slice(a));
    const bottom = Math.min(...seen.map(least)), top = Math.max(...seen.map(most)), room = (top - bottom || top) * 0.04;
    const range = [Math.max(0, bottom - room), top + room], ticks = steps(bottom, top), volumeTop = most(volumes.slice(a));
    const layout = figure.layout, groups = grouped(payload.markers.filter((m) => m.x >= a), pixels);
    Object.assign(layout, { width, height: plot.clientHeight });
    Object.assign(layout.xaxis, { range: [a - 0.8, n - 0.2] }, monthTicks(payload.days, a, width, payload.words));
    Object.assign(layout.yaxis, { range, tickvals: ticks });
    layout.yaxis2.range = [0, (volumeTop > 0 ? volumeTop : 1) * 1.02];
    layout.annotations = priceLabels({ last: closes[n - 1], ticks, plotHeight: plot.clientHeight - 28, colours, lines, narrow, volumeTop, range, pixels });
    bubbles(figure, groups, colours, a);
    Plotly.react(plot, figure.data, layout, CONFIG);
    links(fig, plot, groups, payload.words);
    const read = (i) => priceReadout(fig, payload, candles, closes, volumes, Math.max(0, Math.min(n - 1, Math.round(i))));
    onHover(plot, read, () => read(n - 1));
  }

  /* ---- the sessions around an announcement ---- */
  function drawWindow(fig, payload, figure, plot, colours) {
    const width = plot.clientWidth, narrow = width < NARROW, layout = figure.layout;
    const offsets = named(figure, "volume").x, pixels = (width - (narrow ? 46 : 142)) / offsets.length;
    Object.assign(layout, { width, height: plot.clientHeight });
    if (narrow) {
      layout.margin.r = 8;
      layout.annotations = layout.annotations.filter((note) => note.name !== "end");
      const kept = offsets.filter((t) => t % 5 === 0);
      Object.assign(layout.xaxis, { tickvals: kept, ticktext: kept.map((t) => signed(t, 0)) });
    }
    const groups = grouped(payload.markers, pixels);
    bubbles(figure, groups, colours, offsets[0]);
    Plotly.react(plot, figure.data, layout, CONFIG);
    links(fig, plot, groups, payload.words);
    const read = (t) => {
      const parts = payload.readouts[offsets.indexOf(Math.round(t))];
      if (parts) say(fig, parts);
    };
    onHover(plot, read, () => read(0));
  }

  /* ---- a study's charts: the server says what a narrow screen changes; a mark answers with its line of words ---- */
  function drawStudy(fig, payload, figure, plot, colours) {
    const layout = figure.layout, width = plot.clientWidth, narrow = payload.narrow || {};
    Object.assign(layout, { width, height: plot.clientHeight });
    if (width < NARROW) {
      const dropped = new Set(narrow.drop || []);
      if (narrow.margin) layout.margin = narrow.margin;
      Object.assign(layout.xaxis, resolved(narrow.xaxis || {}, colours));
      layout.annotations = (layout.annotations || []).filter((note) => !dropped.has(note.name));
    }
    Plotly.react(plot, figure.data, layout, CONFIG);
    const read = (key) => { if (payload.readouts[key]) say(fig, payload.readouts[key]); };
    plot.removeAllListeners?.("plotly_hover");
    plot.removeAllListeners?.("plotly_unhover");
    plot.on("plotly_hover", (e) => read(e.points[0].customdata));
    plot.on("plotly_unhover", () => read(payload.rest));
    read(payload.rest);
  }

  const DRAW = { price: drawPrice, window: drawWindow, study: drawStudy };
  function draw(fig) {
    fig.payload = fig.payload || JSON.parse(document.getElementById(fig.dataset.chart).textContent);
    const colours = palette(), figure = resolved(fig.payload.figure, colours);
    DRAW[fig.payload.kind](fig, fig.payload, figure, fig.querySelector(".chart__plot"), colours);
    colours.done();
    fig.dataset.drawn = String(Number(fig.dataset.drawn || 0) + 1);
  }

  const figs = [...document.querySelectorAll("[data-chart]")], all = () => figs.forEach(draw);
  for (const fig of figs) {
    fig.parentElement.querySelectorAll("[data-range] input, [data-overlay]").forEach((input) => {
      input.addEventListener("change", () => draw(fig));
    });
  }
  let timer, width = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth === width) return;
    width = innerWidth;
    clearTimeout(timer);
    timer = setTimeout(all, 120);
  });
  document.addEventListener("themechange", all);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", all);
  (document.fonts?.ready || Promise.resolve()).then(all);
})();
