// Shows a call as a notice, also when no page is open, and opens its order when it is touched.
self.addEventListener("push", (event) => {
  const { title, link, tag } = event.data.json();
  const options = { tag, renotify: true, requireInteraction: true, data: { link } };
  event.waitUntil(self.registration.showNotification(title, options));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const link = new URL(event.notification.data.link || "/", self.location.origin);
  if (link.origin === self.location.origin) event.waitUntil(self.clients.openWindow(link.href));
});
