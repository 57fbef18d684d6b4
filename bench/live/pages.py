"""A visitor's way through the pages: log in, find the demo project, Start Chat."""

import http.cookiejar
import json
import re
import urllib.parse
import urllib.request

from avatarsite.config import secret

DEMO_EMAIL = "demo@example.com"


class Browser:
    """Forms over real HTTP. `cookies`: another one's, so that a crowd need not log in one by one."""

    def __init__(self, url: str, cookies: str = "") -> None:
        self.url = url
        self._given = cookies
        self._jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar))
        if cookies:
            self._opener = urllib.request.build_opener()
            self._opener.addheaders.append(("Cookie", cookies))

    @property
    def cookies(self) -> str:
        """As in the Cookie header."""
        return self._given or "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._jar)

    def get(self, path: str) -> str:
        return str(self._opener.open(self.url + path, timeout=30).read().decode())

    def post(self, path: str, **form: str) -> str:
        token = re.findall(r"csrftoken=(\w+)", self.cookies)[-1]
        headers = {"X-CSRFToken": token, "Referer": self.url + path}
        body = urllib.parse.urlencode(form).encode()
        request = urllib.request.Request(self.url + path, body, headers)
        return str(self._opener.open(request, timeout=30).read().decode())

    def log_in(self, email: str = DEMO_EMAIL, password: str = "") -> None:
        """By default with the demo login."""
        self.get("/accounts/login/")
        self.post("/accounts/login/", login=email, password=password or secret("DEMO_PASSWORD", "interactive"))

    def start_chat(self, project: str) -> dict[str, str]:
        """{code, url, ws}"""
        answer: dict[str, str] = json.loads(self.post(f"/chat/{project}/start/"))
        return answer

    def project_in(self, language: str) -> str:
        """The code of a project that is spoken in a language. LookupError without one."""
        codes = set(re.findall(r"/(?:chat|projects)/([0-9a-z]{10})/", self.get("/projects/")))
        for code in sorted(codes):
            if f'data-language="{language}"' in self.get(f"/chat/{code}/"):
                return code
        raise LookupError(language)
