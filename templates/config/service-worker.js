{# The service worker; needs `version`, `files`, `hashed`. #}{% load static %}// Keeps the frame of the pages, and the pad as it was opened last, for when there is no network. Nothing else is kept:
// whatever holds amounts is fetched each time.

const SHELL = "shell-{{ version }}";
const PADS = "pads";
const FILES = [{% for file in files %}"{{ file }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const OFFLINE = "{% url 'offline' %}";
// A name with a digest never means another file, so what is kept under it need not be asked for again.
const HASHED = {% if hashed %}true{% else %}false{% endif %};
const PAD = /^\/b\/[0-9a-f-]{36}\/record\/$/;
const ANY_BOOK = "/record/";
const PATIENCE_MS = 6000;
const NOTICE_ICON = "{% static 'icons/changji-192.png' %}";
const ANY = { ignoreVary: true };

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((shell) => shell.addAll([...FILES, OFFLINE])).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const clean = async () => {
    const old = (await caches.keys()).filter((name) => name !== SHELL && name !== PADS);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(clean());
});

const file = async (request) => {
  const kept = await caches.match(request, ANY);
  if (kept && HASHED) return kept;
  return fetch(request).catch(() => kept ?? Response.error());
};

// The page is told that it comes from here: it needs a new id for its entry, and today's date.
const asKept = async (kept) => {
  const headers = new Headers(kept.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  return new Response((await kept.text()).replace("<html", "<html data-offline"), { headers });
};

const fetchInTime = (request, kept) => {
  if (!kept) return fetch(request);
  const late = new Promise((_, reject) => setTimeout(reject, PATIENCE_MS));
  return Promise.race([fetch(request), late]);
};

const pad = async (request) => {
  const pads = await caches.open(PADS);
  const address = new URL(request.url);
  const key = address.origin + address.pathname;
  const kept = await pads.match(key, ANY);
  try {
    const answer = await fetchInTime(request, kept);
    if (answer.ok && !address.search && answer.headers.has("X-Pad")) {
      // Taken out first, so that the one opened last lies last.
      await pads.delete(key);
      await pads.put(key, answer.clone());
    }
    return answer;
  } catch {
    return kept ? asKept(kept) : caches.match(OFFLINE, ANY);
  }
};

const lastPad = async (request) => {
  try {
    return await fetch(request);
  } catch {
    const last = (await (await caches.open(PADS)).keys()).at(-1);
    return last ? Response.redirect(last.url) : caches.match(OFFLINE, ANY);
  }
};

// A notice while no page is open. A second one of the same tag takes the place of the first, so each waits for the one
// before it: shown at the same time, the older could come last.
let shown = Promise.resolve();

self.addEventListener("push", (event) => {
  const said = event.data?.json();
  if (!said) return;
  const { title, body, tag, path } = said;
  const show = () => self.registration.showNotification(title, { body, tag, icon: NOTICE_ICON, data: { path } });
  shown = shown.then(show, show);
  event.waitUntil(shown);
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const address = new URL(event.notification.data.path, self.location.origin);
  if (address.origin === self.location.origin) event.waitUntil(self.clients.openWindow(address.href));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (FILES.includes(pathname)) event.respondWith(file(request));
  else if (request.mode !== "navigate") return;
  else if (PAD.test(pathname)) event.respondWith(pad(request));
  else if (pathname === ANY_BOOK) event.respondWith(lastPad(request));
  else event.respondWith(fetch(request).catch(() => caches.match(OFFLINE, ANY)));
});
