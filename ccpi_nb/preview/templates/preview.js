// Renews the page where it stands: what is on the screen stays there.
const name = location.pathname.split("/").pop();
const status = words => { document.getElementById("preview-status").textContent = words; };
const renew = async () => {
  const answer = await fetch(name, { cache: "no-store" });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const { scrollX, scrollY } = window, focused = document.activeElement?.id;
  const height = () => document.querySelector(".preview").offsetHeight, before = height();
  const open = [...document.querySelectorAll("details")].map(details => details.open);
  document.title = page.title;
  document.body.replaceWith(page.body);
  document.querySelectorAll("details").forEach((details, number) => { details.open = open[number] ?? false; });
  document.getElementById(focused)?.focus({ preventScroll: true });
  // Whoever reads below the list goes on reading there, also when it has become longer.
  scrollTo(scrollX, scrollY > before ? scrollY + height() - before : scrollY);
  status("Renewed.");
};
const events = new EventSource("events/" + name);
events.onmessage = event => { if (event.data !== document.body.dataset.version) renew(); };
events.onerror = () => status("ccpi preview has ended; what you see is no longer renewed.");
