SELECT code, contour FROM territoire WHERE maille = $maille AND contour IS NOT NULL ORDER BY code;
