"""One WordPress site's REST interface (6.1 and later): where it lies, how we sign in, what its errors mean."""

from collections.abc import Mapping
from typing import Any, Final

from portal.channels.adapter_api import Account, Failed, Failure, FailureKind, Phase
from portal.channels.adapters.answers import common, said, unsure
from portal.channels.error_codes import Code
from portal.channels.outgoing import Answer, Outgoing

REAUTH, REJECTED = FailureKind.REAUTH, FailureKind.REJECTED
_TEXT = "text"
# WordPress's own code of an error -> (kind, our code, field); "picture" stands for the one that was being uploaded
_MEANINGS: Final[Mapping[str, tuple[FailureKind, Code, str]]] = {
    "rest_not_logged_in": (REAUTH, Code.BAD_LOGIN, ""),
    "incorrect_password": (REAUTH, Code.BAD_LOGIN, ""),
    "invalid_username": (REAUTH, Code.BAD_LOGIN, ""),
    "invalid_email": (REAUTH, Code.BAD_LOGIN, ""),
    "application_passwords_disabled": (REAUTH, Code.FORBIDDEN, ""),
    "application_passwords_disabled_for_user": (REAUTH, Code.FORBIDDEN, ""),
    "rest_no_route": (REAUTH, Code.NOT_WORDPRESS, ""),
    "rest_disabled": (REAUTH, Code.NOT_WORDPRESS, ""),
    "rest_cannot_publish": (REAUTH, Code.MAY_NOT_PUBLISH, ""),
    # a refused file type is answered with 500, which looks like an outage and is none
    "rest_upload_sideload_error": (REJECTED, Code.PICTURE_REFUSED, "picture"),
    "rest_upload_no_data": (REJECTED, Code.PICTURE_REFUSED, "picture"),
    "rest_upload_image_type_not_supported": (REJECTED, Code.PICTURE_REFUSED, "picture"),
    "rest_upload_file_too_big": (REJECTED, Code.PICTURE_HEAVY, "picture"),
    "rest_upload_limited_space": (REJECTED, Code.PICTURE_HEAVY, "picture"),
    "empty_content": (REJECTED, Code.TEXT_EMPTY, _TEXT),
    "rest_post_invalid_id": (FailureKind.GONE, Code.REMOVED_THERE, ""),
    "rest_already_trashed": (FailureKind.GONE, Code.REMOVED_THERE, ""),
}
_PARAMETERS: Final = {"content": Code.TEXT_REFUSED, "excerpt": Code.TEXT_REFUSED, "title": Code.TITLE_REFUSED}


class Site:
    """Calls of one site as one account. `field` names the picture that a call is about."""

    def __init__(self, http: Outgoing, account: Account) -> None:
        self._http, self._auth = http, (account.username, account.secret)
        self._plain = False  # a site without pretty addresses answers below /?rest_route= only
        self.encrypted = http.encrypted

    def call(
        self,
        method: str,
        route: str,
        phase: Phase,
        query: Mapping[str, str | int] | None = None,
        *,
        field: str = "",
        public: bool = False,
        shape: type = dict,
        **body: Any,
    ) -> Any:
        """The answer's JSON, which is a `shape`. Raises Failed. `public` calls go without our name."""
        answer = self._answer(method, route, phase, query, public=public, **body)
        found = answer.json()
        if answer.fine:
            if isinstance(found, shape):
                return found
            code = Code.NOT_WORDPRESS if phase is Phase.TEST else Code.UNREADABLE
            raise Failed(Failure(REAUTH if phase is Phase.TEST else unsure(phase), code, status=answer.status))
        raise Failed(self._failure(found, answer, phase, field))

    def _answer(
        self,
        method: str,
        route: str,
        phase: Phase,
        query: Mapping[str, str | int] | None,
        *,
        public: bool,
        **body: Any,
    ) -> Answer:
        auth = None if public else self._auth
        if not self._plain:
            answer = self._http.call(method, f"/wp-json{route}", phase, query=query, auth=auth, **body)
            if answer.status != 404 or isinstance(answer.json(), dict):
                return answer
            # no page of WordPress's own: nothing was done, so the other address may be tried
            self._plain = True
        asked = {"rest_route": route, **(query or {})}
        return self._http.call(method, "/", phase, query=asked, auth=auth, **body)

    def _failure(self, found: Any, answer: Answer, phase: Phase, field: str) -> Failure:
        theirs: dict[str, Any] = found if isinstance(found, dict) else {}
        code, words = str(theirs.get("code", "")), said(theirs.get("message"), self._auth[1])
        kind, ours, place = self._meaning(code, theirs, answer.status, field)
        if ours is None:
            if failed := common(answer.status, answer.headers, phase, words):
                return failed.failure
            kind, ours = REJECTED, Code.REFUSED
        return Failure(kind, ours, field if place == "picture" else place, answer.status, words)

    @staticmethod
    def _meaning(code: str, theirs: Mapping[str, Any], status: int, field: str) -> tuple[FailureKind, Code | None, str]:
        if code in _MEANINGS:
            return _MEANINGS[code]
        if code == "rest_invalid_param":
            return _parameter(theirs)
        by_status = {
            401: (REAUTH, Code.BAD_LOGIN, ""),
            404: (REAUTH, Code.NOT_WORDPRESS, ""),
            413: (REJECTED, Code.PICTURE_HEAVY if field else Code.TEXT_TOO_LONG, "picture" if field else _TEXT),
        }
        if status == 403:
            # with a code WordPress itself speaks, and of the account; without one it is something in front of it
            role = Code.MAY_NOT_UPLOAD if field else Code.MAY_NOT_PUBLISH
            return (REAUTH, role, "") if code.startswith("rest_") else (REJECTED, Code.FORBIDDEN, "")
        return by_status.get(status, (REJECTED, None, ""))


def _parameter(theirs: Mapping[str, Any]) -> tuple[FailureKind, Code | None, str]:
    """Which of our fields they refuse. Whoever is not signed in is told that `status` may not be asked for."""
    first = next(iter(_at(theirs, "data", "params")), "")
    if first == "status":
        forbidden = _at(theirs, "data", "details", "status", "data").get("status") == 403
        return REAUTH, Code.MAY_NOT_PUBLISH if forbidden else Code.BAD_LOGIN, ""
    ours = _PARAMETERS.get(first, Code.REFUSED)
    return REJECTED, ours, "" if ours is Code.REFUSED else _TEXT


def _at(found: Any, *names: str) -> Mapping[str, Any]:
    """What lies under these names, as far as it is as they document it."""
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}
