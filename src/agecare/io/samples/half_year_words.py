"""What people write into the case files of the samples, in English and Mongolian; all of it invented."""

from collections.abc import Mapping

from agecare.model import NeedDomain

D = NeedDomain
Words = Mapping[str, str]


def _said(en: str, mn: str) -> Words:
    return {"en": en, "mn": mn}


GOALS: Mapping[NeedDomain, Words] = {
    D.MOBILITY: _said("walks to the well and back with a stick", "таягтай худаг хүртэл явж ирдэг болно"),
    D.SELF_CARE: _said("washes with some help twice a week", "долоо хоногт хоёр удаа тусламжтай усанд орно"),
    D.HOUSEHOLD: _said("the home is warm and clean through the winter", "өвөлжин гэр дулаан, цэвэр байна"),
    D.NURSING: _said("the wound is closed, no new pressure sores", "шарх эдгэж, шинэ цооролт гарахгүй"),
    D.MEDICATION: _said("takes the tablets as the doctor wrote them", "эмээ эмчийн бичсэнээр ууна"),
    D.NUTRITION: _said("a warm meal every day, two kilograms gained", "өдөр бүр халуун хоол идэж, хоёр кг нэмнэ"),
    D.COGNITION: _said("follows the day with a calendar on the wall", "ханын хуанлигаар өдрөө баримжаална"),
    D.MOOD: _said("sleeps through the night, joins the club once a week", "шөнө тайван унтаж, клубт очдог болно"),
    D.COMPANY: _said("sees somebody every other day", "хоёр хоногт нэг удаа хүнтэй уулзана"),
    D.REHABILITATION: _said("climbs the stairs to the second floor", "хоёр давхар шатаар өгсөнө"),
    D.INCOME: _said("gets the allowance that is due", "авах ёстой тэтгэмжээ авдаг болно"),
    D.LEGAL: _said("has an identity card and the papers of the home", "иргэний үнэмлэх, гэрийн бичигтэй болно"),
    D.HOUSING: _said("the roof is tight, the stove draws", "дээвэр битүү, зуух сайн татна"),
    D.SAFETY: _said("knows whom to call, and is not left alone", "хэнд хандахаа мэдэж, ганцаар үлдэхгүй"),
    D.EDUCATION: _said("goes to school every day", "өдөр бүр хичээлдээ явна"),
    D.SENSES: _said("has glasses and hears the door", "нүдний шилтэй болж, хаалганы чимээ сонсоно"),
    D.RESPITE: _said("the family has one free day a week", "гэр бүл долоо хоногт нэг өдөр амарна"),
}
"""What is to be reached, by the need that it answers."""

VISITS = _said("home visits as asked for in the plan", "төлөвлөгөөний дагуу гэрээр үйлчилнэ")
REFERRED = _said("to be taken into the service", "үйлчилгээнд хамруулна")
ERRANDS = (
    _said("ask for the disability card", "хөгжлийн бэрхшээлийн карт гаргуулна"),
    _said("talk to the daughter about the weekends", "охинтой нь амралтын өдрүүдийг ярилцана"),
    _said("bring coal and firewood before the frost", "хүйтний өмнө нүүрс, түлээ хүргүүлнэ"),
    _said("have the wiring of the stove looked at", "пийшингийн утсыг үзүүлнэ"),
    _said("make an appointment with the eye doctor", "нүдний эмчид цаг авна"),
    _said("fill in the form for the food allowance", "хүнсний тэтгэмжийн маягт бөглөнө"),
)
LATE_ERRAND = _said("rail at the front steps", "үүдний шатанд бариул хийлгэнэ")
FAILED_ERRAND = _said("place in the day centre on Mondays", "даваа гарагт өдрийн төвд оруулна")
NEXT_ERRAND = _said("write to the welfare department about fuel", "түлшний талаар халамжийн хэлтэст бичнэ")

NOTES: Mapping[str, Words] = {
    "asked-by-doctor": _said("the family doctor asked", "өрхийн эмч хүсэв"),
    "asked-by-daughter": _said("the daughter came to the centre", "охин нь төвд ирж хүсэв"),
    "no-transport": _said("nobody can drive there on Mondays", "даваа гарагт хүргэх унаа алга"),
    "family-said-no": _said("the family does not want the plan as it is", "гэр бүл нь төлөвлөгөөг зөвшөөрсөнгүй"),
    "in-hospital": _said("in hospital since Thursday", "пүрэв гарагаас эмнэлэгт хэвтэв"),
    "roof-first": _said("waits until the roof has been mended", "дээврийг засах хүртэл хүлээнэ"),
    "twice": _said("written down twice", "хоёр удаа бүртгэсэн"),
    "fell-again": _said("fell in the yard, cannot cook any more", "хашаандаа унаж, хоол хийж чадахаа больсон"),
    "on-leave": _said("colleague takes over for the leave", "чөлөөний хугацаанд хамт ажиллагч нь авав"),
    "full": _said("no case manager is free before mid-April", "сарын дунд хүртэл чөлөөт ажилтан алга"),
    "not-now": _said("does not want to be called on any more", "цаашид айлчлуулахыг хүссэнгүй"),
    "no-other": _said("the need is met by the daughter for now", "одоогоор охин нь хангаж байгаа"),
    "to-daughter": _said("lives with the daughter in the capital now", "одоо нийслэлд охиныдоо амьдарч байна"),
    "back": _said("came back in spring", "хавар буцаж ирэв"),
    "found": _said("found when the bag went from door to door", "айл өрхөөр явахад илэрсэн"),
}

DECISIONS: Mapping[str, Words] = {
    "one-door": _said("one house takes her, and nobody sends her on", "нэг газар хариуцаж, бусад нь дамжуулахгүй"),
    "new-goal": _said("a goal for the spring: cooks once a week", "хаврын зорилго: долоо хоногт нэг удаа хоол хийнэ"),
    "papers": _said("the missing document is found and sent on", "дутуу бичгийг олж, явуулна"),
    "tell-family": _said("tell the family what was decided, in writing", "шийдвэрийг гэр бүлд бичгээр мэдэгдэнэ"),
    "night": _said("somebody looks in every evening", "орой бүр нэг хүн орж харна"),
    "same-visits": _said("the visits stay as they are", "айлчлал хэвээр байна"),
    "again": _said("assess again after the winter", "өвлийн дараа дахин үнэлнэ"),
}
COACHING_NOTES: Mapping[str, Words] = {
    "plan": _said(
        "wants to lead a family meeting alone by spring", "хавар гэхэд гэр бүлийн уулзалтыг бие даан удирдана"
    ),
    "session": _said("together at a home visit, talked about it after", "хамт айлчилж, дараа нь ярилцав"),
}
CONFERENCE_NOTES: Mapping[str, Words] = {
    "hop-limit": _said("sent through five hands since February", "хоёрдугаар сараас хойш таван газар дамжив"),
    "risk": _said("lives alone, two falls since the new year", "ганцаараа амьдардаг, шинэ жилээс хойш хоёр унасан"),
    "booked": _said("nobody agrees on who pays for the transport", "унааны зардлыг хэн гаргахыг тохироогүй"),
}
