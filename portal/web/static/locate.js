// "Use roughly where this device is": asked for by a press of the button, never by itself.
// The position is rounded to a tenth of a degree here, so that nothing finer ever leaves the page.
"use strict";
(() => {
  const offer = document.getElementById("locate");
  const form = document.getElementById("around");
  if (!offer || !navigator.geolocation || !isSecureContext) return;
  const said = offer.querySelector("[role=status]");
  const tenth = (degrees) => (Math.round(degrees * 10) / 10).toFixed(1);

  function send({ coords }) {
    form.elements.latitude.value = tenth(coords.latitude);
    form.elements.longitude.value = tenth(coords.longitude);
    form.elements.words.value = document.getElementById("words").value;
    form.submit();
  }

  offer.querySelector("button").addEventListener("click", () => {
    said.textContent = said.dataset.asking;
    const refused = () => (said.textContent = said.dataset.refused);
    navigator.geolocation.getCurrentPosition(send, refused, { enableHighAccuracy: false, timeout: 20000 });
  });
  offer.hidden = false;
})();
