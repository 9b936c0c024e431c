// In the small frame, once a session is over: the page around it may still show what only its owner should see.
"use strict";
window.top.location.replace(document.getElementById("out").href);
