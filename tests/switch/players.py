"""Scenarios for sipp: callers and technicians' phones, put together from the messages of SIP."""

SDP = """\
Content-Type: application/sdp
Content-Length: [len]

v=0
o=- 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [local_ip]
t=0 0
m=audio 30000 RTP/AVP 8
a=rtpmap:8 PCMA/8000
"""
EMPTY = "Content-Length: 0\n\n"
VIA = "Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]\n"
HOTLINE = "sip:[field1]@[remote_ip]:[remote_port]"
ME = "From: <sip:[field0]@[local_ip]>;tag=[pid]c[call_number]\n"
THEM = "To: <sip:[field1]@[remote_ip]>"
SAME = "[last_Via:]\n[last_From:]\n[last_To:]%s\n[last_Call-ID:]\n[last_CSeq:]\n"
TAG = ";tag=[pid]t[call_number]"
CONTACT = "Contact: <sip:phone@[local_ip]:[local_port]>\n"
GONE = '<recv response="%s" optional="true" next="gone"/>'


def scenario(name: str, *steps: str) -> str:
    body = "\n".join(steps)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<scenario name="{name}">\n{body}\n</scenario>\n'


def send(message: str, *, again: bool = False) -> str:
    retrans = ' retrans="500"' if again else ""
    return f"<send{retrans}><![CDATA[\n{message}\n]]></send>"


def recv(what: str, **more: str) -> str:
    kind = "response" if what.isdigit() else "request"
    extra = "".join(f' {name}="{value}"' for name, value in more.items())
    return f'<recv {kind}="{what}"{extra}/>'


def maybe(*codes: str) -> list[str]:
    return [recv(code, optional="true") for code in codes]


def request(
    method: str, to: str, number: int, *, via: str = VIA, answered: bool = False, rest: str = EMPTY
) -> str:
    """Return a request of the caller. `answered`: inside the dialogue, by its route."""
    tag, routes = ("[peer_tag_param]", "[routes]\n") if answered else ("", "")
    head = (
        f"{method} {to} SIP/2.0\n{via}{routes}{ME}{THEM}{tag}\nCall-ID: [call_id]\nCSeq: {number} {method}\n"
    )
    return f"{head}Max-Forwards: 20\n{rest}"


INVITE = send(
    request("INVITE", HOTLINE, 1, rest="Contact: <sip:caller@[local_ip]:[local_port]>\n" + SDP), again=True
)
LAST_ACK = send(request("ACK", HOTLINE, 1, via="[last_Via:]\n").replace(THEM, THEM + "[peer_tag_param]"))
GOES = ["480", "302", "408", "500"]


def caller_talks() -> str:
    """A caller who talks for -d ms and hangs up; one who is refused goes."""
    refused = [f'<recv response="{code}" optional="true" next="1"/>' for code in GOES]
    return scenario(
        "caller",
        INVITE,
        *maybe("100", "182", "180", "183"),
        *refused,
        recv("200", rrs="true"),
        send(request("ACK", "[next_url]", 1, answered=True)),
        "<pause/>",
        send(request("BYE", "[next_url]", 2, answered=True), again=True),
        recv("200", next="2"),
        '<label id="1"/>',
        LAST_ACK,
        '<label id="2"/>',
    )


def caller_leaves(heard: str) -> str:
    """A caller who leaves -d ms after he heard 180 (it rings) or 182 (he waits)."""
    others = [code for code in ("180", "182", "183") if code != heard]
    return scenario(
        "caller leaves",
        INVITE,
        *maybe("100", *others),
        recv(heard),
        "<pause/>",
        send(request("CANCEL", HOTLINE, 1, via="[last_Via:]\n"), again=True),
        *maybe("180"),
        recv("200"),
        recv("487"),
        LAST_ACK,
    )


def reply(status: str, *, tag: str = TAG, rest: str = CONTACT + EMPTY, route: bool = False) -> str:
    head = SAME % tag
    if route:
        head = head.replace("[last_From:]", "[last_Record-Route:]\n[last_From:]")
    return f"SIP/2.0 {status}\n{head}{rest}"


RINGS = [recv("INVITE", rrs="true"), send(reply("180 Ringing", route=True))]
PICKED_UP = send(reply("200 OK", rest=CONTACT + SDP, route=True), again=True)
OF_INVITE = ("[last_CSeq:]", "CSeq: 1 INVITE")
CALLED_OFF = [
    send(reply("200 OK", rest=EMPTY)),
    send(reply("487 Request Terminated", rest=EMPTY).replace(*OF_INVITE), again=True),
    recv("ACK"),
]


def phone_answers(ms: int = 200) -> str:
    """A phone that rings for so long and is picked up, unless the ringing ends before; the caller hangs up."""
    return scenario(
        "phone answers",
        *RINGS,
        f'<recv request="CANCEL" timeout="{ms}" ontimeout="up"/>',
        *CALLED_OFF,
        '<nop next="end"/>',
        '<label id="up"/>',
        PICKED_UP,
        recv("ACK"),
        *[recv("ACK", optional="true")] * 2,  # a lost word is said again
        recv("BYE"),
        send(reply("200 OK", tag="", rest=EMPTY)),
        '<label id="end"/>',
    )


def phone_rings_on() -> str:
    """A phone that nobody picks up."""
    over = send(reply("487 Request Terminated", rest=EMPTY).replace(*OF_INVITE), again=True)
    return scenario(
        "phone rings on",
        *RINGS,
        recv("CANCEL"),
        send(reply("200 OK", tag=TAG, rest=EMPTY)),
        over,
        recv("ACK"),
    )


def phone_refuses(status: str) -> str:
    """A phone that is busy ("486 Busy Here") or declines ("603 Decline")."""
    return scenario("phone refuses", recv("INVITE"), send(reply(status, rest=EMPTY), again=True), recv("ACK"))


def phone_is_late() -> str:
    """A phone picked up in the very moment in which its ringing is ended: its 200 crosses the CANCEL."""
    route = '<recv request="INVITE" rrs="true"><action><ereg regexp=".*" search_in="hdr" header="Record-Route:" assign_to="2"/></action></recv>'
    picked_up = reply("200 OK", rest=CONTACT + SDP).replace(*OF_INVITE)
    picked_up = picked_up.replace("[last_From:]", "Record-Route: [$2]\n[last_From:]")
    return scenario(
        "phone is late",
        route,
        send(reply("180 Ringing", route=True)),
        recv("CANCEL"),
        send(reply("200 OK", rest=EMPTY)),
        send(picked_up, again=True),
        recv("ACK"),
        recv("BYE"),
        send(reply("200 OK", tag="", rest=EMPTY)),
    )
