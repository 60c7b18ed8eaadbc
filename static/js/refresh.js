"use strict";
/* Keeps a part of a page as it is now, without reloading the page. Without script the part is what it was when the page
   was opened, so put a link "Look again" beside it.

     <section id="jobs-now" data-refresh="/moderation/jobs/now/" data-every="3" data-say="1 under way"> ... </section>

   id            needed: the answer (a fragment or a whole page) is searched for the element of this id, which then
                 takes the place of the old one with its own data-attributes. Those of the newest answer count.
   data-refresh  where to ask, on this site. An element that comes back without it, or not at all (what was asked is
                 gone, or the reader is logged out by now), is asked for no more.
   data-every    seconds from one answer to the next request, 5 if left out. After errors the wait doubles, up to two
                 minutes, and is as before once an answer comes.
   data-say      a short sentence for those who hear the page: read out, politely, whenever it has changed.

   Nothing is asked while the page is out of sight. Nothing is swapped while the focus is inside the element or it is
   being pressed: the next answer comes. A <details> with an id stays open. What a person types into is better kept
   outside of the element. After each swap the new element fires "refreshed", which bubbles. */
(() => {
  const SLOWEST = 120, PATIENCE = 20_000;
  const voice = Object.assign(document.createElement("p"), { className: "vh" });
  voice.setAttribute("role", "status");

  const ask = async (old) => {
    const signal = AbortSignal.timeout(PATIENCE);
    const answer = await fetch(old.dataset.refresh, { mode: "same-origin", cache: "no-store", signal });
    if (!answer.ok) throw new Error(`${answer.status} from ${answer.url}`);
    return new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(old.id);
  };

  const swap = (old, fresh) => {
    old.querySelectorAll("details[open][id]").forEach((one) => {
      const same = fresh.querySelector(`#${CSS.escape(one.id)}`);
      if (same) same.open = true;
    });
    const words = fresh.dataset.say ?? "";
    if (words !== (old.dataset.say ?? "")) voice.textContent = words;
    old.replaceWith(fresh);
    fresh.dispatchEvent(new Event("refreshed", { bubbles: true }));
  };

  const keep = (element) => {
    let failures = 0, timer = 0, isAsking = false;
    const wait = () => {
      const every = Number(element.dataset.every) || 5;
      timer = setTimeout(look, 1000 * Math.min(every * 2 ** failures, Math.max(every, SLOWEST)));
    };
    const look = async () => {
      clearTimeout(timer);
      if (isAsking || document.hidden || !element.dataset.refresh) return;
      isAsking = true;
      try {
        const fresh = await ask(element);
        failures = 0;
        if (!fresh) { delete element.dataset.refresh; return; }
        if (!element.matches(":focus-within, :active") && !element.isEqualNode(fresh)) {
          swap(element, fresh);
          element = fresh;
        }
      } catch { /* no answer, or not a good one: later */
        failures += 1;
      } finally {
        isAsking = false;
      }
      if (element.dataset.refresh) wait();
    };
    document.addEventListener("visibilitychange", look);
    wait();
  };

  const parts = [...document.querySelectorAll("[data-refresh][id]")];
  if (parts.length) document.body.append(voice);
  parts.forEach(keep);
})();
