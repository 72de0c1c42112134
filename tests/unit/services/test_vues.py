"""Portrait, carte, comparaison, accueil et catalogue de Villetest."""

from datetime import date
from pathlib import Path

import pytest

from observatoire.domain.estimation import Statut
from observatoire.domain.territoire import Maille
from observatoire.domain.verdict import Ecart, Jugement, MotifComparaison
from observatoire.errors import DonneesAbsentes, SelectionInvalide
from observatoire.services.accueil import build_accueil, count_cumuls, write_cumuls
from observatoire.services.carte import build_animation, build_carte, load_contours, load_habillage_qpv
from observatoire.services.catalogue import build_catalogue, build_fraicheur, measure_retard
from observatoire.services.comparaison import build_comparaison, build_deux_periodes, write_hasard
from observatoire.services.portrait import build_portrait
from observatoire.services.version import get_version_courante, list_versions_publiees, open_version


def lire(base, indicateur: str, territoire: str, periode: str) -> tuple:
    return base.execute(
        "SELECT valeur, numerateur, denominateur FROM valeur WHERE indicateur = ? AND territoire = ? "
        "AND periode = ? AND sexe = 'ensemble'",
        [indicateur, territoire, periode],
    ).fetchone()


class TestPortrait:
    def test_une_ligne_par_indicateur_de_la_maille(self, version: str) -> None:
        portrait = build_portrait(version=version, territoire="Q01")
        codes = [ligne.indicateur.code for ligne in portrait.lignes]
        assert len(codes) == len(set(codes)) == 17
        assert portrait.comparateur.code == "ville"
        assert portrait.nb_iris == 2
        assert portrait.absents == ()

    @pytest.mark.parametrize(
        ("territoire", "comparateur"),
        [("991230100", "ville"), ("Q01", "ville"), ("QN09901N", "ville"), ("99123", "99"), ("99", "FRANCE")],
    )
    def test_toute_maille_a_son_portrait_et_son_comparateur(
        self, version: str, territoire: str, comparateur: str
    ) -> None:
        portrait = build_portrait(version=version, territoire=territoire)
        assert portrait.comparateur.code == comparateur
        assert portrait.lignes

    def test_le_reste_de_la_ville_se_calcule_par_difference(self, version: str, base) -> None:
        portrait = build_portrait(version=version, territoire="Q01", comparateur="reste")
        ligne = next(x for x in portrait.lignes if x.indicateur.code == "part_sans_medecin_traitant")
        _, x, n = lire(base, "part_sans_medecin_traitant", "Q01", "2024")
        _, ville_x, ville_n = lire(base, "part_sans_medecin_traitant", "99123", "2024")
        assert ligne.reference is not None
        assert ligne.reference.valeur == pytest.approx((ville_x - x) / (ville_n - n) * 100)
        standardise = next(x for x in portrait.lignes if x.indicateur.code == "ald_taux_standardise")
        assert standardise.verdict.motif == MotifComparaison.NON_RECOMPOSABLE

    def test_un_territoire_ne_se_compare_ni_a_lui_ni_a_ce_qu_il_recouvre(self, version: str) -> None:
        meme = build_portrait(version=version, territoire="Q01", comparateur="Q01")
        assert {x.verdict.motif for x in meme.lignes if not x.chiffre.is_secret} == {MotifComparaison.MEME_TERRITOIRE}
        qpv = build_portrait(version=version, territoire="Q01", comparateur="QN09901N")
        assert MotifComparaison.RECOUVREMENT in {x.verdict.motif for x in qpv.lignes}
        ville = build_portrait(version=version, territoire="99", comparateur="ville")
        departement = build_portrait(version=version, territoire="99", comparateur="99123")
        assert MotifComparaison.RECOUVREMENT not in {x.verdict.motif for x in ville.lignes}
        assert MotifComparaison.RECOUVREMENT in {x.verdict.motif for x in departement.lignes}

    def test_deux_contours_de_qpv_ne_se_comparent_pas(self, version: str) -> None:
        portrait = build_portrait(version=version, territoire="QN09902N", comparateur="QP099001")
        motifs = {x.verdict.motif for x in portrait.lignes if not x.chiffre.is_secret}
        assert motifs == {MotifComparaison.MILLESIME}
        assert any("deux millésimes différents" in x.phrase.texte for x in portrait.lignes)

    def test_un_autre_quartier_est_un_groupe_distinct(self, version: str) -> None:
        portrait = build_portrait(version=version, territoire="Q01", comparateur="Q06")
        ligne = next(x for x in portrait.lignes if x.indicateur.code == "taux_pauvrete_60")
        assert ligne.verdict.jugement is Jugement.NETTEMENT_DEFAVORABLE

    def test_un_secret_n_a_ni_rang_ni_valeur_mais_sa_phrase(self, version: str) -> None:
        portrait = build_portrait(version=version, territoire="991230111")
        secrets = [x for x in portrait.lignes if x.chiffre.is_secret]
        assert secrets
        for ligne in secrets:
            assert ligne.estimation.valeur is None
            assert ligne.estimation.effectif is None
            assert ligne.position.rang is None
            assert "diffusable" in ligne.phrase.texte

    def test_les_listes_ne_contiennent_que_de_l_etabli(self, version: str) -> None:
        portrait = build_portrait(version=version, territoire="Q01")
        assert all(x.verdict.is_defavorable for x in portrait.a_explorer)
        assert all(x.verdict.is_favorable for x in portrait.forces)
        assert all(x.verdict.is_etabli for x in portrait.en_bref)
        assert len(portrait.en_bref) <= 4
        rouges = portrait.rouge_rouge
        assert all(x.verdict.is_defavorable and x.evolution.is_aggravation(x.indicateur.sens) for x in rouges)
        assert "part_sans_medecin_traitant" in {x.indicateur.code for x in rouges}

    def test_la_pyramide_somme_a_cent(self, version: str) -> None:
        pyramide = build_portrait(version=version, territoire="Q01").pyramide
        assert pyramide is not None
        assert [t.classe_age for t in pyramide.tranches] == ["0-14", "15-29", "30-44", "45-59", "60-74", "75+"]
        assert pyramide.has_reference
        total = sum((t.hommes_reference or 0) + (t.femmes_reference or 0) for t in pyramide.tranches)
        assert total == pytest.approx(100, abs=0.5)

    def test_les_qpv_que_touche_un_quartier(self, version: str) -> None:
        recouvrements = build_portrait(version=version, territoire="Q01").recouvrements
        # Deux IRIS de même taille, chacun pour moitié dans le QPV : la moitié du quartier.
        parts = {r.territoire.code: r.part_surface for r in recouvrements}
        assert parts == pytest.approx({"QN09901N": 0.5, "QP099001": 0.5})

    def test_par_sexe(self, version: str) -> None:
        portrait = build_portrait(version=version, territoire="Q02", sexe="femmes")
        assert {x.chiffre.sexe for x in portrait.lignes} == {"femmes"}
        assert portrait.lignes[0].phrase.texte.startswith("Part des 75 ans ou plus chez les femmes")

    @pytest.mark.parametrize("territoire", ["", "Q99", "'; DROP TABLE valeur; --"])
    def test_un_code_inconnu_est_refuse(self, version: str, territoire: str) -> None:
        with pytest.raises(SelectionInvalide, match="n'existe pas dans cette version"):
            build_portrait(version=version, territoire=territoire)


class TestCarte:
    def test_les_lignes_sont_rangees_et_les_secrets_a_la_fin(self, version: str) -> None:
        carte = build_carte(version=version, indicateur="tentatives_suicide", periode=None, maille="iris")
        valeurs = [x.estimation.valeur for x in carte.lignes]
        publiees = [v for v in valeurs if v is not None]
        assert publiees == sorted(publiees, reverse=True)
        assert valeurs[len(publiees) :] == [None] * (len(valeurs) - len(publiees))
        assert None in valeurs
        assert set(carte.rangs_classe) == {x.territoire.code for x in carte.lignes if x.estimation.is_disponible}

    def test_les_legendes_comptent_juste(self, version: str) -> None:
        carte = build_carte(version=version, indicateur="part_c2s", periode="2024", maille="quartier")
        assert sum(c.nombre for c in carte.classes) == 6
        assert sum(j.nombre for j in carte.jugements) == 6

    def test_une_vue_ancienne_ne_juge_pas_d_apres_l_avenir(self, version: str) -> None:
        carte = build_carte(version=version, indicateur="part_mt_dents", periode="2020", maille="quartier")
        for ligne in carte.lignes:
            assert max(p.periode.code for p in ligne.serie) == "2020"
            assert ligne.evolution.fin in ("", "2020")

    def test_la_cible_est_la_meme_pour_tous(self, version: str) -> None:
        carte = build_carte(
            version=version, indicateur="part_mt_dents", periode=None, maille="quartier", comparateur="cible:40"
        )
        assert {x.reference.valeur for x in carte.lignes if x.reference} == {40.0}
        assert carte.comparateur.libelle == "Cible de 40"

    def test_contours_et_hachures(self, version: str) -> None:
        contours = load_contours(version=version, maille="quartier")
        assert len(contours) == 6
        assert {c.geometrie["type"] for c in contours} == {"Polygon"}
        qpv = load_habillage_qpv(version=version)
        assert {c.code for c in qpv} == {"QN09901N", "QN09902N"}
        assert all(c.hachures and c.hachures["type"] == "MultiLineString" for c in qpv)
        assert {c.code for c in load_habillage_qpv(version=version, millesime="2015")} == {"QP099001"}

    def test_l_animation_garde_les_memes_classes(self, version: str) -> None:
        animation = build_animation(version=version, indicateur="part_mt_dents", maille="quartier")
        assert [p.code for p in animation.periodes] == [str(a) for a in range(2019, 2025)]
        toutes = [v for valeurs in animation.valeurs.values() for v in valeurs.values()]
        assert animation.classes[0].bas == min(toutes)
        assert animation.classes[-1].haut == max(toutes)
        for periode, valeurs in animation.valeurs.items():
            for code, valeur in valeurs.items():
                classe = animation.classes[animation.rangs[periode][code]]
                assert classe.bas <= valeur <= classe.haut

    def test_une_serie_rompue_ne_s_anime_pas(self, version: str) -> None:
        with pytest.raises(SelectionInvalide, match="rupture de série"):
            build_animation(version=version, indicateur="taux_pauvrete_60", maille="quartier")

    @pytest.mark.parametrize(
        ("champs", "message"),
        [
            ({"indicateur": "inconnu"}, "indicateur « inconnu »"),
            ({"periode": "1999"}, "période « 1999 »"),
            ({"maille": "epci"}, "aucune valeur publiée"),
            ({"comparateur": "Q99"}, "territoire « Q99 »"),
            ({"comparateur": "periode:1999"}, "période « 1999 »"),
        ],
    )
    def test_une_vue_impossible_est_refusee(self, version: str, champs: dict, message: str) -> None:
        vue = {"indicateur": "part_c2s", "periode": None, "maille": "quartier", **champs}
        with pytest.raises(SelectionInvalide, match=message):
            build_carte(version=version, **vue)


class TestComparaison:
    def test_la_matrice_a_la_forme_demandee(self, version: str) -> None:
        comparaison = build_comparaison(
            version=version,
            territoires=("Q01", "QN09902N", "991230100"),
            indicateurs=("part_c2s", "revenu_median", "part_mt_dents"),
        )
        assert [len(rangee) for rangee in comparaison.cellules] == [3, 3, 3]
        assert [c.indicateur.code for c in comparaison.colonnes] == ["part_c2s", "revenu_median", "part_mt_dents"]
        for rangee, territoire in zip(comparaison.cellules, comparaison.territoires, strict=True):
            assert {x.territoire.code for x in rangee} == {territoire.code}
        # Six cellules comparables : le revenu médian n'a pas d'intervalle.
        assert comparaison.comparaisons == 6
        assert comparaison.hasard_attendu == pytest.approx(0.3)

    def test_la_ville_a_une_valeur_par_colonne_le_reste_non(self, version: str) -> None:
        ville = build_comparaison(version=version, territoires=("Q01", "Q02"), indicateurs=("part_c2s",))
        assert ville.colonnes[0].reference is not None
        reste = build_comparaison(
            version=version, territoires=("Q01", "Q02"), indicateurs=("part_c2s",), comparateur="reste"
        )
        assert reste.colonnes[0].reference is None

    @pytest.mark.parametrize("territoires", [(), ("Q01",), ("Q01", "Q01"), tuple(f"99123010{k}" for k in range(9))])
    def test_de_deux_a_huit_territoires(self, version: str, territoires: tuple[str, ...]) -> None:
        with pytest.raises(SelectionInvalide, match="de 2 à 8"):
            build_comparaison(version=version, territoires=territoires)

    def test_deux_periodes_cote_a_cote(self, version: str) -> None:
        lignes = build_deux_periodes(
            version=version,
            indicateur="part_sans_medecin_traitant",
            territoires=("Q01", "Q02"),
            ancienne="2019",
            recente="2024",
        )
        assert all(x.verdict.is_defavorable for x in lignes)
        assert "contre" in lignes[0].phrase.texte
        assert "en 2019" in lignes[0].phrase.texte

    @pytest.mark.parametrize(
        ("indicateur", "ancienne", "recente", "motif"),
        [
            ("taux_pauvrete_60", "2019", "2024", "rupture de série en 2021"),
            ("part_75_ans_et_plus", "2021", "2024", MotifComparaison.CHEVAUCHEMENT),
            ("mortalite_prematuree_icm", "2016-2020", "2018-2022", MotifComparaison.CHEVAUCHEMENT),
            ("part_mt_dents", "2024", "2024", MotifComparaison.MEME_PERIODE),
        ],
    )
    def test_deux_periodes_non_comparables(
        self, version: str, indicateur: str, ancienne: str, recente: str, motif: str
    ) -> None:
        (ligne,) = build_deux_periodes(
            version=version, indicateur=indicateur, territoires=("99123",), ancienne=ancienne, recente=recente
        )
        assert ligne.verdict.motif == motif

    def test_une_absence_devient_non_disponible(self, version: str) -> None:
        comparaison = build_comparaison(
            version=version, territoires=("Q01", "QN09901N"), indicateurs=("distance_pharmacie",)
        )
        assert comparaison.cellules[1][0].estimation.statut is Statut.NON_DISPONIBLE


class TestAccueil:
    def test_l_accueil_de_villetest(self, version: str) -> None:
        accueil = build_accueil(version=version)
        assert (accueil.nom, accueil.is_fictif) == ("Villetest", True)
        assert (accueil.nb_quartiers, accueil.nb_qpv, accueil.nb_iris) == (6, 2, 12)
        assert len(accueil.chiffres) == 6
        assert accueil.chiffres[0].indicateur.code == "population"
        assert accueil.comparateur.code == "99"
        assert accueil.carte is not None
        assert all(x.verdict.is_etabli for x in accueil.a_retenir)

    def test_les_quartiers_qui_cumulent_sont_comptes_et_nommes(self, version: str) -> None:
        """Le compte est celui des cartes, indicateur par indicateur."""
        codes = [f.indicateur.code for t in build_catalogue(version=version).themes for f in t.fiches]
        defavorables = {f"Q0{k}": 0 for k in range(1, 7)}
        for code in codes:
            for ligne in build_carte(version=version, indicateur=code, periode=None, maille="quartier").lignes:
                defavorables[ligne.territoire.code] += ligne.verdict.is_defavorable
        pire = max(defavorables, key=lambda code: defavorables[code])
        assert pire == "Q01"
        phrase = build_accueil(version=version).phrase_cumuls.replace("\xa0", " ")
        assert f"les Tilleuls ({defavorables[pire]} sur " in phrase
        assert "cumulent des écarts défavorables établis" in phrase

    def test_sans_cumul_rien_n_est_dit(self, version: str) -> None:
        meta = open_version(version).metadonnees
        assert count_cumuls([]) == ()
        assert write_cumuls(meta, Maille.QUARTIER, ()) == ""


class TestCatalogue:
    def test_le_menu_ne_propose_que_ce_qui_existe(self, version: str) -> None:
        catalogue = build_catalogue(version=version)
        fiche = catalogue.get_fiche("distance_pharmacie")
        assert fiche is not None
        assert Maille.COMMUNE not in fiche.periodes
        assert [p.code for p in fiche.periodes[Maille.QUARTIER]] == ["2024"]
        assert catalogue.get_fiche("inconnu") is None
        assert catalogue.millesimes_qpv == ("2024", "2015")
        assert [t.nom for t in catalogue.get_groupe(Maille.QUARTIER)][:2] == ["Beauval", "Centre"]
        assert catalogue.get_groupe(Maille.EPCI) == ()

    @pytest.mark.parametrize(
        ("annonce", "retard"),
        [
            ("2027-07-01", 0),
            ("2026-11", 0),
            ("septembre 2026", 2),
            ("attendue en Août 2025", 15),
            ("octobre 2027", 0),
            ("courant 2027", None),
            ("", None),
        ],
    )
    def test_le_retard_se_compte_en_mois(self, annonce: str, retard: int | None) -> None:
        assert measure_retard(annonce, date(2026, 11, 22)) == retard

    def test_la_fraicheur_de_chaque_source(self, version: str) -> None:
        fraicheurs = {
            f.source.code: f for f in build_fraicheur(version=version, aujourd_hui=date(2026, 11, 22))
        }  # fmt: skip
        assert fraicheurs["insee_filosofi"].etat == "en retard"
        assert fraicheurs["insee_filosofi"].retard_mois == 2
        assert fraicheurs["assurance"].etat == "à jour"
        assert fraicheurs["assurance"].recue_le == date(2026, 7, 12)


class TestVersion:
    def test_la_version_courante_vient_du_pointeur(self, version: str) -> None:
        assert get_version_courante() == version
        assert list_versions_publiees() == (version,)

    @pytest.mark.parametrize("nom", ["obs_absent.duckdb", "../secret.duckdb", "", "obs_x/../../y.duckdb"])
    def test_un_nom_venu_d_une_adresse_ne_designe_rien_d_autre(
        self, dossier_instantane: Path, monkeypatch: pytest.MonkeyPatch, nom: str
    ) -> None:
        monkeypatch.setenv("OBSERVATOIRE_DONNEES", str(dossier_instantane))
        with pytest.raises(DonneesAbsentes):
            open_version(nom)


class TestHasard:
    """Combien d'écarts le hasard ferait seul : un vingtième de ceux qui ont pu être jugés."""

    def test_un_vingtieme_des_comparaisons(self, version: str) -> None:
        lignes = build_portrait(version=version, territoire="Q01").lignes
        juges = [x for x in lignes if x.verdict.ecart not in (Ecart.NON_COMPARABLE, Ecart.TROP_PETIT)]
        assert 10 <= len(juges) < 30
        assert write_hasard(lignes).replace("\xa0", " ") == (
            f"{len(juges)} comparaisons affichées : à 95 %, environ 1 écart peut être dû au seul hasard."
        )
        assert write_hasard([juges[0]] * 60).replace("\xa0", " ") == (
            "60 comparaisons affichées : à 95 %, environ 3 écarts peuvent être dus au seul hasard."
        )

    def test_peu_de_comparaisons_ne_disent_rien(self, version: str) -> None:
        lignes = build_portrait(version=version, territoire="Q01").lignes
        etablie = next(x for x in lignes if x.verdict.is_etabli)
        assert write_hasard([etablie] * 10) == ""
        assert write_hasard([x for x in lignes if x.verdict.ecart is Ecart.NON_COMPARABLE]) == ""
