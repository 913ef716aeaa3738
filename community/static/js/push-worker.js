// Wakes when the team is called. A lock screen may be read by others, so it names no reason.

self.addEventListener("push", event => {
  event.waitUntil(self.registration.showNotification("Alongside needs you now", {
    body: "Open it and say that you are there.", tag: "called", renotify: true, requireInteraction: true,
  }));
});

self.addEventListener("notificationclick", event => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow("/notices/"));
});
