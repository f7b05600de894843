// What the page does beyond being read: day tabs, filters, details of a visit, printing. It works without this, too.
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (selector, root = document) => root.querySelector(selector);
  const body = document.body;

  // Tabs: the links of the contents list become tabs, the sections their panels.
  const list = one("#tabs");
  const tabs = all("#tabs a");
  const panelOf = (tab) => document.getElementById(tab.hash.slice(1));
  list.setAttribute("role", "tablist");
  all("li", list).forEach((item) => item.setAttribute("role", "presentation"));
  tabs.forEach((tab) => {
    tab.setAttribute("role", "tab");
    tab.id = "tab-" + tab.hash.slice(1);
    tab.setAttribute("aria-controls", tab.hash.slice(1));
    panelOf(tab).setAttribute("role", "tabpanel");
    panelOf(tab).setAttribute("aria-labelledby", tab.id);
  });

  function open(tab, focus) {
    tabs.forEach((other) => {
      const chosen = other === tab;
      other.setAttribute("aria-selected", String(chosen));
      other.tabIndex = chosen ? 0 : -1;
      panelOf(other).hidden = !chosen;
    });
    hideTip();
    if (focus) tab.focus();
    tab.scrollIntoView({ block: "nearest", inline: "nearest" });
    body.dataset.panel = tab.hash.slice(1);
  }

  function follow() {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    const panel = target && target.closest(".panel");
    const tab = panel && tabs.find((each) => panelOf(each) === panel);
    if (!tab) return false;
    open(tab);
    if (target === panel) {
      scrollTo(0, 0);
    } else {
      target.scrollIntoView({ block: target.matches("tr") ? "center" : "start" });
      if (!target.matches("a,button,input,select")) target.tabIndex = -1;
      target.focus({ preventScroll: true });
    }
    return true;
  }

  list.addEventListener("click", (event) => {
    const tab = event.target.closest("a");
    if (!tab) return;
    event.preventDefault();
    open(tab, true);
    history.replaceState(null, "", tab.hash);
  });
  list.addEventListener("keydown", (event) => {
    const at = tabs.indexOf(event.target.closest("a"));
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const tab = tabs[(to + tabs.length) % tabs.length];
    open(tab, true);
    history.replaceState(null, "", tab.hash);
  });
  addEventListener("hashchange", follow);

  // Sheets for clients: the visits of the run sheets again, by client. Letterheads for what is printed.
  const letterhead = document.createElement("p");
  letterhead.className = "paper";
  letterhead.textContent = body.dataset.letterhead;
  function fillClients(place) {
    const clients = new Map();
    const visits = new Map();
    all(".day").forEach((day, at) => {
      all(".sheet tr[id]", day).forEach((row) => {
        const [, time, client, contact] = row.cells;
        const service = row.cells[row.cells.length - 3];
        const worker = one("h3 span", row.closest(".sheet")).textContent;
        const visit = [day.dataset.date, time.firstChild.data, service.firstChild.data, worker];
        visit.order = at + visit[1];
        const known = visits.get(row.dataset.v + visit[1]);
        if (known) {
          known[3] += ", " + worker;
          return;
        }
        if (row.dataset.v) visits.set(row.dataset.v + visit[1], visit);
        const id = client.firstChild.data;
        if (!clients.has(id)) clients.set(id, { name: one("b", client), contact, visits: [] });
        clients.get(id).visits.push(visit);
      });
    });
    const order = new Intl.Collator(document.documentElement.lang, { numeric: true });
    [...clients.keys()].sort(order.compare).forEach((id) => {
      const { name, contact, visits } = clients.get(id);
      const sheet = document.createElement("article");
      sheet.className = "client";
      const heading = sheet.appendChild(document.createElement("h3"));
      heading.textContent = id + (name ? " · " + name.textContent : "");
      sheet.append(letterhead.cloneNode(true));
      if (body.matches(".named")) {
        const parts = [...contact.childNodes].map((node) => node.textContent).filter(Boolean);
        sheet.appendChild(document.createElement("p")).textContent = parts.join(" · ");
      }
      const rows = sheet.appendChild(document.createElement("table")).createTBody();
      visits.sort((a, b) => (a.order < b.order ? -1 : 1)).forEach((visit) => {
        const row = rows.insertRow();
        visit.forEach((text, at) => {
          row.appendChild(document.createElement(at ? "td" : "th")).textContent = text;
        });
      });
      sheet.append(letterhead.cloneNode());
      sheet.lastChild.textContent = place.dataset.phone;
      place.append(sheet);
    });
  }
  const clientSheets = one("#client-sheets");
  if (clientSheets) fillClients(clientSheets);
  all(".sheet").forEach((sheet) => {
    const head = letterhead.cloneNode(true);
    head.prepend(sheet.closest(".day").dataset.date + " · ");
    one("h3", sheet).after(head);
  });

  // Filters: one worker, and words that must all occur.
  const who = one("#who");
  const find = one("#find");
  const status = one("#status");

  function filter() {
    const worker = who ? who.value : "";
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const says = (element) => {
      const text = element.textContent.toLowerCase();
      return words.every((word) => text.includes(word));
    };
    const shown = new Set();
    let count = 0;
    all("[data-w]").forEach((item) => item.classList.toggle("off", worker !== "" && item.dataset.w !== worker));
    all(".sheet").forEach((sheet) => {
      const whole = says(one("h3", sheet));
      let hits = 0;
      all("tr[id]", sheet).forEach((row) => {
        const hit = whole || says(row);
        row.classList.toggle("off", !hit);
        if (hit && !sheet.matches(".off")) {
          hits += 1;
          shown.add("#" + row.id);
        }
      });
      all("tbody tr:not([id])", sheet).forEach((row) => row.classList.toggle("off", words.length > 0 && !whole));
      if (words.length && !hits) sheet.classList.add("off");
      count += hits;
    });
    all("a.v, a.m").forEach((item) => item.classList.toggle("dim", !shown.has(item.getAttribute("href"))));
    all("tr.find, .client").forEach((item) => {
      item.classList.toggle("off", !says(item));
    });
    body.classList.toggle("filtered", worker !== "" || words.length > 0);
    status.textContent = worker || words.length ? status.dataset.text.replace("{n}", count) : "";
    hideTip();
  }
  if (who) who.addEventListener("change", filter);
  find.addEventListener("input", filter);

  // Details: what the run sheet says about a visit, beside its bar or its place on the map.
  const tip = one("#tip");
  let owner = null;

  function showTip(link) {
    const row = document.getElementById(link.getAttribute("href").slice(1));
    if (!row) return;
    hideTip();
    owner = link;
    const heads = all("thead th", row.closest("table"));
    const details = document.createElement("dl");
    [...row.cells].forEach((cell, at) => {
      if (!cell.textContent.trim()) return;
      const term = document.createElement("dt");
      const text = document.createElement("dd");
      term.textContent = heads[at].textContent;
      text.append(...[...cell.childNodes].map((node) => node.cloneNode(true)));
      details.append(term, text);
    });
    tip.replaceChildren(details);
    tip.hidden = false;
    link.setAttribute("aria-describedby", "tip");
    const box = link.getBoundingClientRect();
    const wide = document.documentElement.clientWidth;
    const below = box.bottom + tip.offsetHeight + 8 < innerHeight || box.top < tip.offsetHeight + 8;
    tip.style.left = scrollX + Math.max(8, Math.min(box.left, wide - tip.offsetWidth - 8)) + "px";
    tip.style.top = scrollY + (below ? box.bottom + 4 : box.top - tip.offsetHeight - 4) + "px";
    if (link.dataset.v) {
      all('[data-v="' + link.dataset.v + '"]').forEach((each) => each.classList.add("hot"));
    }
    row.classList.add("hot");
  }

  function hideTip() {
    if (!owner) return;
    owner.removeAttribute("aria-describedby");
    owner = null;
    tip.hidden = true;
    all(".hot").forEach((each) => each.classList.remove("hot"));
  }

  const linkOf = (event) => event.target.closest && event.target.closest("a.v, a.m");
  addEventListener("mouseover", (event) => {
    const link = linkOf(event);
    if (link && link !== owner) showTip(link);
    else if (!link && !event.target.closest("#tip") && !(owner && owner === document.activeElement)) hideTip();
  });
  addEventListener("focusin", (event) => {
    const link = linkOf(event);
    if (link) showTip(link);
    else hideTip();
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") hideTip();
  });

  // The bars of a chart and the stops of a map are one tab stop each: arrows move inside.
  all(".chart, .map").forEach((figure) => {
    const links = all("a.v, a.m", figure);
    links.forEach((link, at) => {
      const row = document.getElementById(link.getAttribute("href").slice(1));
      const [, time, client] = row.cells;
      link.tabIndex = at ? -1 : 0;
      const named = [one("text", link), ...client.childNodes, time.firstChild];
      link.setAttribute("aria-label", named.map((node) => node.textContent).join(" "));
    });
    figure.addEventListener("keydown", (event) => {
      const from = event.target.closest("a.v, a.m");
      if (!from) return;
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const usable = links.filter((link) => !link.closest(".off"));
      let to = usable[usable.indexOf(from) + step];
      const lane = from.closest(".lane");
      if (lane && event.key.match(/Up|Down/)) {
        const lanes = all(".lane:not(.off)", figure).filter((each) => one("a.v", each));
        const next = lanes[lanes.indexOf(lane) + step];
        to = next && one("a.v", next);
      }
      if (!to) return;
      links.forEach((link) => (link.tabIndex = -1));
      to.tabIndex = 0;
      to.focus();
    });
  });

  // Printing: everything that is open, or only some of the sheets.
  all("button[data-print]").forEach((button) => {
    button.addEventListener("click", () => {
      body.dataset.print = button.dataset.print;
      print();
    });
  });
  addEventListener("beforeprint", () => all("details").forEach((each) => (each.open = true)));
  addEventListener("afterprint", () => delete body.dataset.print);

  body.classList.add("live");
  if (!follow()) open(tabs[0]);
})();
