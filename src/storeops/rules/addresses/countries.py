"""The countries of ISO 3166-1 with their English names, and the country a person means by what is typed."""

from __future__ import annotations

import unicodedata
from types import MappingProxyType

_TABLE = """
AD Andorra; AE United Arab Emirates; AF Afghanistan; AG Antigua & Barbuda; AI Anguilla; AL Albania; AM Armenia;
AO Angola; AQ Antarctica; AR Argentina; AS American Samoa; AT Austria; AU Australia; AW Aruba; AX Åland Islands;
AZ Azerbaijan; BA Bosnia & Herzegovina; BB Barbados; BD Bangladesh; BE Belgium; BF Burkina Faso; BG Bulgaria; BH
Bahrain; BI Burundi; BJ Benin; BL St. Barthélemy; BM Bermuda; BN Brunei; BO Bolivia; BQ Caribbean Netherlands;
BR Brazil; BS Bahamas; BT Bhutan; BV Bouvet Island; BW Botswana; BY Belarus; BZ Belize; CA Canada; CC Cocos
(Keeling) Islands; CD Congo - Kinshasa; CF Central African Republic; CG Congo - Brazzaville; CH Switzerland; CI
Côte d’Ivoire; CK Cook Islands; CL Chile; CM Cameroon; CN China; CO Colombia; CR Costa Rica; CU Cuba; CV Cape
Verde; CW Curaçao; CX Christmas Island; CY Cyprus; CZ Czechia; DE Germany; DJ Djibouti; DK Denmark; DM Dominica;
DO Dominican Republic; DZ Algeria; EC Ecuador; EE Estonia; EG Egypt; EH Western Sahara; ER Eritrea; ES Spain; ET
Ethiopia; FI Finland; FJ Fiji; FK Falkland Islands; FM Micronesia; FO Faroe Islands; FR France; GA Gabon; GB
United Kingdom; GD Grenada; GE Georgia; GF French Guiana; GG Guernsey; GH Ghana; GI Gibraltar; GL Greenland; GM
Gambia; GN Guinea; GP Guadeloupe; GQ Equatorial Guinea; GR Greece; GS South Georgia & South Sandwich Islands; GT
Guatemala; GU Guam; GW Guinea-Bissau; GY Guyana; HK Hong Kong; HM Heard & McDonald Islands; HN Honduras; HR
Croatia; HT Haiti; HU Hungary; ID Indonesia; IE Ireland; IL Israel; IM Isle of Man; IN India; IO British Indian
Ocean Territory; IQ Iraq; IR Iran; IS Iceland; IT Italy; JE Jersey; JM Jamaica; JO Jordan; JP Japan; KE Kenya;
KG Kyrgyzstan; KH Cambodia; KI Kiribati; KM Comoros; KN St. Kitts & Nevis; KP North Korea; KR South Korea; KW
Kuwait; KY Cayman Islands; KZ Kazakhstan; LA Laos; LB Lebanon; LC St. Lucia; LI Liechtenstein; LK Sri Lanka; LR
Liberia; LS Lesotho; LT Lithuania; LU Luxembourg; LV Latvia; LY Libya; MA Morocco; MC Monaco; MD Moldova; ME
Montenegro; MF St. Martin; MG Madagascar; MH Marshall Islands; MK North Macedonia; ML Mali; MM Myanmar (Burma);
MN Mongolia; MO Macao; MP Northern Mariana Islands; MQ Martinique; MR Mauritania; MS Montserrat; MT Malta; MU
Mauritius; MV Maldives; MW Malawi; MX Mexico; MY Malaysia; MZ Mozambique; NA Namibia; NC New Caledonia; NE
Niger; NF Norfolk Island; NG Nigeria; NI Nicaragua; NL Netherlands; NO Norway; NP Nepal; NR Nauru; NU Niue; NZ
New Zealand; OM Oman; PA Panama; PE Peru; PF French Polynesia; PG Papua New Guinea; PH Philippines; PK Pakistan;
PL Poland; PM St. Pierre & Miquelon; PN Pitcairn Islands; PR Puerto Rico; PS Palestinian Territories; PT
Portugal; PW Palau; PY Paraguay; QA Qatar; RE Réunion; RO Romania; RS Serbia; RU Russia; RW Rwanda; SA Saudi
Arabia; SB Solomon Islands; SC Seychelles; SD Sudan; SE Sweden; SG Singapore; SH St. Helena; SI Slovenia; SJ
Svalbard & Jan Mayen; SK Slovakia; SL Sierra Leone; SM San Marino; SN Senegal; SO Somalia; SR Suriname; SS South
Sudan; ST São Tomé & Príncipe; SV El Salvador; SX Sint Maarten; SY Syria; SZ Eswatini; TC Turks & Caicos
Islands; TD Chad; TF French Southern Territories; TG Togo; TH Thailand; TJ Tajikistan; TK Tokelau; TL
Timor-Leste; TM Turkmenistan; TN Tunisia; TO Tonga; TR Türkiye; TT Trinidad & Tobago; TV Tuvalu; TW Taiwan; TZ
Tanzania; UA Ukraine; UG Uganda; UM U.S. Outlying Islands; US United States of America; UY Uruguay; UZ
Uzbekistan; VA Vatican City; VC St. Vincent & Grenadines; VE Venezuela; VG British Virgin Islands; VI U.S.
Virgin Islands; VN Vietnam; VU Vanuatu; WF Wallis & Futuna; WS Samoa; YE Yemen; YT Mayotte; ZA South Africa; ZM
Zambia; ZW Zimbabwe
"""

NAMES: MappingProxyType[str, str] = MappingProxyType(
    {entry[:2]: entry[3:] for entry in " ".join(_TABLE.split()).split("; ")}
)
"""English name by ISO 3166-1 alpha-2 code: the 249 assigned codes, named as in Unicode CLDR (Babel 2.18)."""

_ALSO = MappingProxyType(
    {
        "UK": "GB",
        "GREAT BRITAIN": "GB",
        "ENGLAND": "GB",
        "SCOTLAND": "GB",
        "WALES": "GB",
        "NORTHERN IRELAND": "GB",
        "USA": "US",
        "U.S.A.": "US",
        "UNITED STATES": "US",
        "DEUTSCHLAND": "DE",
        "OSTERREICH": "AT",
        "SCHWEIZ": "CH",
        "SUISSE": "CH",
        "SVIZZERA": "CH",
        "NEDERLAND": "NL",
        "HOLLAND": "NL",
        "THE NETHERLANDS": "NL",
        "BELGIE": "BE",
        "BELGIQUE": "BE",
        "BELGIEN": "BE",
        "ITALIA": "IT",
        "ESPANA": "ES",
        "POLSKA": "PL",
        "SVERIGE": "SE",
        "DANMARK": "DK",
        "NORGE": "NO",
        "SUOMI": "FI",
        "EIRE": "IE",
        "REPUBLIC OF IRELAND": "IE",
        "CZECH REPUBLIC": "CZ",
        "CESKO": "CZ",
        "SLOVENSKO": "SK",
        "TURKEY": "TR",
        "BRASIL": "BR",
    }
)


def _folded(text: str) -> str:
    """Capitals without accents: how names are compared."""
    apart = unicodedata.normalize("NFKD", text.upper().replace("Ø", "O"))
    return "".join(char for char in apart if not unicodedata.combining(char)).strip(" .")


_BY_NAME = {_folded(name): code for code, name in NAMES.items()} | {_folded(name): code for name, code in _ALSO.items()}


def country_code(text: str) -> str:
    """The ISO 3166-1 alpha-2 code of a code or a country's name as typed, in English or as its people call it.

    'gb', 'UK', 'Germany' and 'Deutschland' are read; '' where the text is no country that is known."""
    typed = _folded(text)
    return typed if typed in NAMES else _BY_NAME.get(typed, "")


def country_name(code: str) -> str:
    """The English name of a country's code; the code itself where it is not assigned."""
    return NAMES.get(code, code)
