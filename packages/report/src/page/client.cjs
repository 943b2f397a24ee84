/* Runs in the page, as text: it may use nothing from outside of itself. Checked against the browser's types by client.test.ts. */
module.exports = function client() {
  const root = document.documentElement;
  root.classList.add("script");

  /** @type {(selector: string, within?: ParentNode) => HTMLElement[]} */
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const views = all(".view");
  const title = document.title;
  const search = /** @type {HTMLInputElement} */ (document.querySelector(".search input"));

  // Which stack is shown, and what of it, is in the address: links and the back button work by themselves.
  function show() {
    const id = decodeURIComponent(location.hash.slice(1)) || "overview";
    const target = document.getElementById(id);
    const view = target?.closest(".view") ?? (target === null || id === "main" ? undefined : views[0]);
    if (view === undefined && current() !== undefined) return;
    const shown = view ?? views[0];
    for (const one of views) one.classList.toggle("current", one === shown);
    for (const link of all("nav.stacks a")) {
      if (link.getAttribute("href") === `#${shown?.id}`) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    const heading = shown?.querySelector("h2")?.textContent ?? "";
    document.title = shown === views[0] ? title : `${heading} – ${title}`;
    filter();
    if (shown) for (const frame of all(".diagram-frame", shown)) centre(frame);
    if (target !== null && target !== shown) reveal(target);
    else if (location.hash !== "") {
      window.scrollTo(0, 0);
      shown?.querySelector("h2")?.focus({ preventScroll: true });
    }
  }

  /** Where a drawing is wider than the screen, its first node is visible. @param {Element} frame */
  function centre(frame) {
    const first = frame.querySelector("a, .card");
    if (first === null || frame.scrollLeft > 0) return;
    const [node, box] = [first.getBoundingClientRect(), frame.getBoundingClientRect()];
    frame.scrollLeft = node.left + node.width / 2 - (box.left + box.width / 2);
  }

  function current() {
    return views.find((view) => view.classList.contains("current"));
  }

  /** @param {Element} target */
  function reveal(target) {
    for (let at = /** @type {Element | null} */ (target); at !== null; at = at.parentElement) {
      if (at instanceof HTMLDetailsElement) at.open = true;
      if (at instanceof HTMLElement && at.classList.contains("resource")) at.hidden = false;
    }
    target.scrollIntoView();
    const focused = target.querySelector("summary") ?? target;
    if (focused instanceof HTMLElement) {
      if (focused.tabIndex < 0) focused.tabIndex = -1;
      focused.focus({ preventScroll: true });
    }
  }

  /** @param {Element} resource @param {string[]} words */
  function matches(resource, words) {
    const text = (resource.textContent ?? "").toLowerCase();
    return words.every((word) => text.includes(word));
  }

  function filter() {
    const view = current();
    const words = search.value
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== "");
    if (view === undefined) return;
    if (view.id === "overview") return listHits(view, words);
    const value = (/** @type {string} */ name) =>
      view.querySelector(`select[name=${name}]`) instanceof HTMLSelectElement
        ? /** @type {HTMLSelectElement} */ (view.querySelector(`select[name=${name}]`)).value
        : "";
    const [type, finding] = [value("type"), value("finding")];
    const resources = all(".resource", view);
    let shown = 0;
    for (const resource of resources) {
      const found = (resource.dataset["findings"] ?? "").split(" ").filter((word) => word !== "");
      const fits =
        (type === "" || resource.dataset["type"] === type) &&
        (finding === "" || (finding === "any" ? found.length > 0 : found.includes(finding))) &&
        matches(resource, words);
      resource.hidden = !fits;
      if (fits) shown += 1;
    }
    const count = view.querySelector(".count");
    if (count !== null)
      count.textContent = shown === resources.length ? `${shown}` : `${shown} of ${resources.length}`;
    const none = view.querySelector(".none");
    if (none instanceof HTMLElement) none.hidden = shown > 0;
  }

  /** @param {Element} view @param {string[]} words */
  function listHits(view, words) {
    const box = view.querySelector(".hits");
    const list = box?.querySelector("ul");
    if (!(box instanceof HTMLElement) || !list) return;
    box.hidden = words.length === 0;
    const hits = words.length === 0 ? [] : all(".resource").filter((resource) => matches(resource, words));
    list.replaceChildren(...hits.slice(0, 100).map(hitItem));
    const count = box.querySelector(".count");
    if (count !== null)
      count.textContent = hits.length > 100 ? `the first 100 of ${hits.length}` : `${hits.length}`;
  }

  /** @param {Element} resource */
  function hitItem(resource) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    const stack = document.createElement("small");
    link.href = `#${resource.id}`;
    link.textContent = resource.querySelector(".name")?.textContent ?? "";
    stack.textContent = ` ${resource.querySelector(".type")?.textContent ?? ""}, ${resource.closest(".view")?.id ?? ""}`;
    item.append(link, stack);
    return item;
  }

  addEventListener("hashchange", show);
  search.addEventListener("input", () => {
    filter();
    const view = current();
    const target = view?.querySelector(view.id === "overview" ? ".hits" : ".filters");
    if (search.value !== "") target?.previousElementSibling?.scrollIntoView({ block: "start" });
  });
  for (const form of all("form")) form.addEventListener("submit", (event) => event.preventDefault());
  for (const form of all(".filters")) {
    form.addEventListener("change", filter);
    form.addEventListener("reset", () => {
      search.value = "";
      setTimeout(filter);
    });
  }
  addEventListener("keydown", (event) => {
    const typing = event.target instanceof Element && event.target.matches("input, select, textarea");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      search.focus();
      search.select();
    }
    if (event.key === "Escape" && search.value !== "") {
      search.value = "";
      filter();
    }
  });

  // The choice of a theme lasts as long as the session, where the browser lets a file keep anything.
  const themes = ["system", "light", "dark"];
  const button = document.querySelector(".theme");
  const keep = {
    read() {
      try {
        return sessionStorage.getItem("theme") ?? "system";
      } catch {
        return "system";
      }
    },
    /** @param {string} theme */
    write(theme) {
      try {
        sessionStorage.setItem("theme", theme);
      } catch {
        // It then lasts as long as the page.
      }
    },
  };
  /** @param {string} theme */
  function wear(theme) {
    if (theme === "system") root.removeAttribute("data-theme");
    else root.setAttribute("data-theme", theme);
    const word = button?.querySelector("span");
    if (word) word.textContent = theme;
  }
  let theme = keep.read();
  wear(theme);
  button?.addEventListener("click", () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length] ?? "system";
    wear(theme);
    keep.write(theme);
  });

  show();
};
